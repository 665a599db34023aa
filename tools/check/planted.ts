/** Runs one check over a small workspace of tools/check/fixtures, for the specs. */
import { join } from 'node:path';
import type { Fault } from './fault.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

export const FIXTURES = join(import.meta.dirname, 'fixtures');

/** What the check finds, sorted: `libs/link/src/a.ts:2 rule`. */
export function foundIn(fixture: string, check: (workspace: Workspace) => Fault[]): string[] {
  const faults = check(readWorkspace(join(FIXTURES, fixture)));
  return faults.map(({ file, line, rule }) => `${file}:${line} ${rule}`).toSorted();
}
