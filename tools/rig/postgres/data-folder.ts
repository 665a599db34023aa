/** The data folders of the Postgres servers. All begin as copies of one that initdb made. */
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostgresNode } from '../plan/fleet-node.ts';
import { runProgram } from '../program/run-program.ts';
import type { RigSite } from '../record/rig-site.ts';
import { serverSettings } from './server-settings.ts';
import { DATABASE } from './sql.client.ts';

const SETTINGS_FILE = 'rig.conf';
const STANDBY_MARK = 'standby.signal';

/** Small WAL segments: sixteen times less to copy for each server. */
const WAL_SEGMENT_MEGABYTES = 1;

/**
 * One initdb for all: a standby is a copy that streams from the first byte of WAL. Every shard so has the same
 * system identifier, which only the rig may do.
 */
export async function makeDataFolders(site: RigSite): Promise<void> {
  const nodes = site.ofKind('postgres');
  const parent = join(site.record.home, 'postgres');
  mkdirSync(parent, { recursive: true });
  if (site.account) chownSync(parent, site.account.uid, site.account.gid);
  await makeProgramsReachable(site);
  const template = join(parent, 'template');
  await initialise(site, template);
  await Promise.all(nodes.map((node) => copyFolder(site, template, site.homeOf(node))));
  rmSync(template, { recursive: true });
  for (const node of nodes) {
    writeSettings(site, node);
    if (!site.isPrimary(node)) markAsStandby(site, node);
  }
}

/** Writes the file anew; a running server reads it at SIGHUP. */
export function writeSettings(site: RigSite, node: PostgresNode): void {
  const upstream = site.primaryOf(node.cluster);
  const folder = site.homeOf(node);
  const major = Number.parseInt(readFileSync(join(folder, 'PG_VERSION'), 'utf8'), 10);
  writeFileSync(join(folder, SETTINGS_FILE), serverSettings({ node, upstream, major }));
}

export function markAsStandby(site: RigSite, node: PostgresNode): void {
  writeOwn(site, join(site.homeOf(node), STANDBY_MARK), '');
}

/** Writes a file that the server itself renames or deletes one day. */
export function writeOwn({ account }: RigSite, file: string, text: string): void {
  writeFileSync(file, text);
  if (account) chownSync(file, account.uid, account.gid);
}

/** False on a server that was a primary until it went down. */
export function isMarkedAsStandby(site: RigSite, node: PostgresNode): boolean {
  return existsSync(join(site.homeOf(node), STANDBY_MARK));
}

export async function copyFolder({ account }: RigSite, from: string, to: string): Promise<void> {
  await runProgram('/bin/cp', ['-a', from, to], { account });
}

async function initialise({ record, account }: RigSite, folder: string): Promise<void> {
  const options = `-U ${DATABASE} -E UTF8 --locale=C --auth=trust --no-sync --no-instructions --data-checksums`;
  const initdb = ['-D', folder, ...options.split(' '), `--wal-segsize=${WAL_SEGMENT_MEGABYTES}`];
  await runProgram(join(record.programs.postgres, 'initdb'), initdb, { account });
  // in single-user mode: made once, it is in every copy
  const single = 'echo "CREATE DATABASE $3" | "$1" --single -F -D "$2" postgres';
  const postgres = join(record.programs.postgres, 'postgres');
  await runProgram('/bin/sh', ['-c', single, 'sh', postgres, folder, DATABASE], { account });
  writeFileSync(join(folder, 'postgresql.conf'), `include '${SETTINGS_FILE}'\n`, { flag: 'a' });
}

/** npm's programs lie in the clone, which the servers' account may be unable to enter. */
async function makeProgramsReachable(site: RigSite): Promise<void> {
  const { programs, home } = site.record;
  const { account } = site;
  if (!programs.isEmbedded) return;
  const version = runProgram(join(programs.postgres, 'postgres'), ['--version'], { account });
  if (await version.then(Boolean, () => false)) return;
  const copy = join(home, 'postgres-programs');
  await runProgram('/bin/cp', ['-a', dirname(programs.postgres), copy]);
  await runProgram('/bin/chmod', ['-R', 'a+rX', copy]);
  site.update({ programs: { ...programs, postgres: join(copy, 'bin') } });
}
