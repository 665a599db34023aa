/** Starts a program of node_modules/.bin and hands its output through as it comes. */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const PROGRAMS = join(ROOT, 'node_modules/.bin');
const PROGRAM_MINUTES_MAX = 30;

/** True if it ended well. Not found, killed and timed out are failures too, told in one line. */
export function succeeds(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): boolean {
  // the programs start with `env node`: theirs has to be the Node that is installed here
  const path = [PROGRAMS, process.env.PATH].join(delimiter);
  const { status, signal, error } = spawnSync(join(PROGRAMS, program), args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path, ...environment },
    stdio: 'inherit',
    timeout: PROGRAM_MINUTES_MAX * 60_000,
  });
  if (status === null)
    process.stdout.write(`${program} did not end by itself: ${error?.message ?? signal}\n`);
  return status === 0;
}
