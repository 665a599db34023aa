import { constants } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { LOG_BYTES_MAX, LOG_TAIL_BYTES, LOG_TAIL_LINES } from './embedded-server.settings.js';
import type { ServerSite } from './server-site.js';

// Root appends here in a folder of another user, who could have laid a link to any file: it is not followed.
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/** Opens Postgres' own log for one more server; a log grown large becomes the one predecessor that is kept. */
export async function openServerLog<T>(
  { logFile, account }: ServerSite,
  use: (descriptor: number) => Promise<T>,
): Promise<T> {
  const bytes = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (bytes > LOG_BYTES_MAX) await rename(logFile, `${logFile}.1`).catch(() => undefined);
  const handle = await open(logFile, APPEND, 0o600);
  try {
    await account.own(handle);
    return await use(handle.fd);
  } finally {
    await handle.close();
  }
}

/** The last lines of the log, for an error message. */
export async function tailServerLog({ logFile }: ServerSite): Promise<string> {
  const handle = await open(logFile, 'r').catch(() => undefined);
  if (!handle) return '(the log is missing)';
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
    return lines.slice(-LOG_TAIL_LINES).join('\n');
  } finally {
    await handle.close();
  }
}
