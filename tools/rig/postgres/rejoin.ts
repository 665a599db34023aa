import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresNode } from '../plan/fleet-node.ts';
import { RigError } from '../rig-error.ts';
import type { RigSite } from '../record/rig-site.ts';
import { copyFolder, markAsStandby, writeOwn, writeSettings } from './data-folder.ts';
import { withSql } from './sql.client.ts';

/** Of a copy taken under load, `cp` may find that a file has just been deleted. */
const COPIES_MAX = 3;

/** What belongs to the running primary alone, or comes over the stream. */
const NOT_COPIED = ['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify'];

/**
 * Makes the server anew as a standby of its cluster's primary, from an online copy (PostgreSQL manual, "Making a
 * Base Backup Using the Low Level API"): npm's binaries come without pg_basebackup and pg_rewind.
 */
export async function rejoin(site: RigSite, node: PostgresNode): Promise<void> {
  const primary = site.primaryOf(node.cluster);
  const folder = site.homeOf(node);
  const label = await withSql(primary, async (query) => {
    await query(`SELECT pg_backup_start('${node.name}', true)`);
    await copyOf(site, primary, folder);
    const [stop] = await query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    return stop!.labelfile;
  }).catch((error: Error) => {
    throw new RigError(
      `${node.name} was a primary and has to copy ${primary.name} first: ${error.message}`,
      `start that one first: npm run rig -- start ${primary.name}`,
      { cause: error },
    );
  });
  writeOwn(site, join(folder, 'backup_label'), label);
  writeSettings(site, node);
  markAsStandby(site, node);
}

async function copyOf(site: RigSite, primary: PostgresNode, folder: string): Promise<void> {
  for (let copies = 1; ; copies += 1) {
    rmSync(folder, { recursive: true, force: true });
    try {
      await copyFolder(site, site.homeOf(primary), folder);
      break;
    } catch (error) {
      if (copies === COPIES_MAX) throw error;
    }
  }
  for (const name of NOT_COPIED) empty(join(folder, name));
}

/** A folder stays, without what is in it: Postgres makes files, but few folders. */
function empty(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return rmSync(path, { force: true });
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true });
}
