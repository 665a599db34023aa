/** Runs a program to its end and gives what it printed; its failure is told with its words. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RigError } from '../rig-error.ts';

const run = promisify(execFile);

const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

export interface ProgramOptions {
  readonly account?: Account | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

/** An account of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Our own environment stays out of servers: PGPORT, PGDATA or a locale in it would change what they do. */
export const BARE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
};

export async function runProgram(
  file: string,
  args: readonly string[],
  { account, environment, cwd = '/', timeoutMs = TIMEOUT_MS }: ProgramOptions = {},
): Promise<string> {
  try {
    const { stdout } = await run(file, args, {
      cwd,
      env: { ...BARE_ENVIRONMENT, ...environment },
      timeout: timeoutMs,
      maxBuffer: OUTPUT_BYTES_MAX,
      ...idsOf(account),
    });
    return stdout;
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.trim() || message;
    throw new RigError(`${[file, ...args].join(' ')} failed:\n${said}`, undefined, { cause: error });
  }
}

export function idsOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}
