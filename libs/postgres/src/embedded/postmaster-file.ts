import { constants } from 'node:fs';
import { open, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SOCKET_PORT } from './embedded-server.settings.js';

/** What `postmaster.pid` says; Postgres documents its lines in `src/include/utils/pidfile.h`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly socketFolder: string;
}

const LINE_PID = 0;
const LINE_SOCKET_FOLDER = 4;

// Linux gives no process an id above 4194304, so this one is dead for ever.
const DEAD_PID = 2_147_483_647;

/** Undefined where no server claims the cluster, or one has only begun to write the file. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const lines = (await readFile(fileOf(cluster), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[LINE_PID]);
  const socketFolder = lines[LINE_SOCKET_FOLDER];
  return pid > 0 && socketFolder ? { pid, socketFolder } : undefined;
}

/** True where a server claims the cluster, alive or not. */
export async function isClaimed(cluster: string): Promise<boolean> {
  return (await readFile(fileOf(cluster), 'utf8').catch(() => '')) !== '';
}

/**
 * After a power loss the process id in a stale lock file may belong to an unrelated process, and Postgres would
 * then refuse to start for ever. Where that is proven, the id is replaced by a dead one. The file stays: its
 * shared-memory line still protects against backends that outlived their postmaster.
 */
export async function disownStaleFiles(cluster: string, socketFolder: string): Promise<void> {
  for (const file of [fileOf(cluster), join(socketFolder, `.s.PGSQL.${SOCKET_PORT}.lock`)]) {
    await disown(file, cluster);
  }
}

// One descriptor for reading and writing: a file that a live server puts in its place meanwhile is not touched.
async function disown(file: string, cluster: string): Promise<void> {
  const handle = await open(file, constants.O_RDWR | constants.O_NOFOLLOW).catch(() => undefined);
  if (!handle) return;
  try {
    const text = await handle.readFile('utf8');
    const pid = Number(text.split('\n')[LINE_PID]);
    if (!(await isUnrelated(pid, cluster))) return;
    const changed = text.replace(/^\d+/, String(DEAD_PID));
    await handle.write(changed, 0);
    await handle.truncate(Buffer.byteLength(changed));
  } finally {
    await handle.close();
  }
}

/** A postmaster works inside its cluster's folder. Only Linux shows that, elsewhere nothing is proven. */
async function isUnrelated(pid: number, cluster: string): Promise<boolean> {
  if (!(pid > 0)) return false;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder !== undefined && folder !== cluster;
}

function fileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
