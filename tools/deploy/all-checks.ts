/** Finds the checks by their files, so that a new one needs no list. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DeployCheck } from './deploy-check.ts';

const FOLDER = join(import.meta.dirname, 'checks');

export async function allChecks(): Promise<DeployCheck[]> {
  const files = globSync('*.check.ts', { cwd: FOLDER }).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const { check } = (await import(pathToFileURL(join(FOLDER, file)).href)) as { check?: DeployCheck };
      if (!check) throw new Error(`tools/deploy/checks/${file} exports no check`);
      return check;
    }),
  );
}
