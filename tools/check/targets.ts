/** The checks that Nx runs and caches; project.json says how each is done and what it depends on. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, succeeds } from '../test/program.ts';

export const PURE_TESTS = 'check:pure';

/** Each target with what it checks. */
export const TARGETS: Readonly<Record<string, string>> = {
  'check:format': 'format',
  'check:lint': 'lint',
  'check:rules': 'boundaries, circles, names, environment, words',
  'check:types': 'types',
  [PURE_TESTS]: 'pure tests',
};

/** Nx writes down how each task of its last run ended. */
const LAST_RUN = join(ROOT, '.nx/cache/run.json');

const NX_ENVIRONMENT = { NX_DAEMON: 'false', NX_TUI: 'false' };

/** Runs the targets and returns those that failed; all of them if Nx cannot tell. */
export function failedTargets(targets: readonly string[]): string[] {
  rmSync(LAST_RUN, { force: true });
  const options = ['--outputStyle=static-failures-only', '--parallel=2'];
  const isPassed = succeeds('nx', ['run-many', '--targets', ...targets, ...options], NX_ENVIRONMENT);
  if (isPassed) return [];
  const passed = passedInLastRun();
  const failed = targets.filter((target) => !passed.has(target));
  return failed.length > 0 ? failed : [...targets];
}

function passedInLastRun(): Set<string> {
  try {
    const { tasks } = JSON.parse(readFileSync(LAST_RUN, 'utf8')) as {
      tasks: { target: string; status: number }[];
    };
    return new Set(tasks.filter(({ status }) => status === 0).map(({ target }) => target));
  } catch {
    return new Set();
  }
}
