import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ABANDONED_INITDB_SECONDS, SUPERUSER } from './embedded-server.settings.js';
import { pathExists } from './path-exists.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerSite } from './server-site.js';

const STAGING_PREFIX = 'initdb-';

/**
 * Makes the cluster unless there is one, and says whether this call made it. It is built beside its place and
 * renamed: a killed initdb never looks like a cluster, and of two first starts one wins and the other carries on.
 */
export async function createCluster(
  site: ServerSite,
  { initdb }: PostgresBinaries,
  { durable }: { durable: boolean },
): Promise<boolean> {
  if (await pathExists(site.cluster)) return false;
  await sweepAbandoned(site.home);
  const staging = join(site.home, `${STAGING_PREFIX}${randomBytes(6).toString('hex')}`);
  try {
    const flags = [
      '-D',
      staging,
      '-U',
      SUPERUSER,
      '-E',
      'UTF8',
      '--locale=C',
      '--data-checksums',
      '--auth=trust',
    ];
    await site.account.run(initdb, durable ? flags : [...flags, '--no-sync']);
    await rename(staging, site.cluster);
    if (durable) await syncFolder(site.home);
    return true;
  } catch (error) {
    if (!(await pathExists(site.cluster))) throw error;
    return false;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function sweepAbandoned(home: string): Promise<void> {
  const oldest = Date.now() - ABANDONED_INITDB_SECONDS * 1000;
  for (const name of await readdir(home)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const path = join(home, name);
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < oldest) await rm(path, { recursive: true, force: true });
  }
}

// Without this a power loss may forget the rename although initdb's own files are safe.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
