/** Starts a server that outlives this process, with a log file and a pid file of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { BARE_ENVIRONMENT, idsOf, type Account } from '../program/run-program.ts';
import { RigError } from '../rig-error.ts';
import type { PidFile } from './pid.file.ts';

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly account?: Account | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const LOG_LINES_TOLD = 15;

export async function launch(order: Launch, logFile: string, pidFile: PidFile): Promise<number> {
  const log = openSync(logFile, 'a', 0o644);
  const child = spawn(order.file, order.args, {
    cwd: order.cwd ?? '/',
    env: { ...BARE_ENVIRONMENT, ...order.environment },
    // a session of its own: Ctrl-C reaches the rig's command, not its servers
    detached: true,
    stdio: ['ignore', log, log],
    ...idsOf(order.account),
  });
  if (child.pid !== undefined) pidFile.write(child.pid);
  closeSync(log);
  child.unref();
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new RigError(`${order.file} cannot be run: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
  return child.pid!;
}

/** The end of a log, to be shown when its process did not come up. */
export function logTail(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_TOLD).join('\n');
  } catch {
    return '(no log)';
  }
}
