/** What a Postgres that was killed leaves outside of its data folder. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../program/run-program.ts';

/**
 * Call for a server that is known to be dead. Its lock file would stop the next start if its pid has a new owner
 * by then, and the segment of System V shared memory that the file names would stay until the next boot.
 */
export async function forgetDeadServer(dataFolder: string): Promise<void> {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const segment = segmentIn(readIfThere(lockFile));
  if (segment !== undefined && (await isOrphan(segment))) {
    await runProgram('/usr/bin/ipcrm', ['-m', String(segment.id)]).catch(() => undefined);
  }
  rmSync(lockFile, { force: true });
}

export interface Segment {
  readonly key: number;
  readonly id: number;
}

/** Line 7 of postmaster.pid: key and id of the segment, in decimal. */
export function segmentIn(postmasterPid: string): Segment | undefined {
  const [, key, id] = /^\s*(\d+)\s+(\d+)\s*$/.exec(postmasterPid.split('\n')[6] ?? '') ?? [];
  return key === undefined ? undefined : { key: Number(key), id: Number(id) };
}

/** Key, id and the number of processes on it, from /proc/sysvipc/shm: ids are given anew one day. */
async function isOrphan({ key, id }: Segment): Promise<boolean> {
  return readIfThere('/proc/sysvipc/shm')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .some((row) => Number(row[0]) === key && Number(row[1]) === id && Number(row[6]) === 0);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
