import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { CATALOG, STATS_DATABASE, type PgbouncerNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { send } from '../process/signals.ts';
import type { RigSite } from '../record/rig-site.ts';
import { pgbouncerSettings } from './pgbouncer-settings.ts';

const SHUTDOWN_MS_MAX = 5_000;

export const pgbouncerServer: NodeServer<PgbouncerNode> = {
  async launch(site, node) {
    const file = site.record.programs.pgbouncer;
    return { file, args: [writePgbouncer(site, node)], account: site.account };
  },

  async isReady(_site, { port }) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    return true;
  },

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};

/** After a promotion: new connections go to the new primary. */
export function redirectPgbouncer(site: RigSite): void {
  const [node] = site.ofKind('pgbouncer');
  const pid = node && site.folder.pidFile(node.name).live();
  if (node === undefined || pid === undefined) return;
  writePgbouncer(site, node);
  send(pid, 'SIGHUP');
}

function writePgbouncer(site: RigSite, node: PgbouncerNode): string {
  const folder = site.homeOf(node);
  mkdirSync(folder, { recursive: true });
  const names = [...site.shards.keys(), CATALOG, STATS_DATABASE];
  // By the shard's name whoever leads it, by its own name each of its servers.
  const servers = new Map([
    ...names.map((name) => [name, site.primaryOf(name)] as const),
    ...[...site.shards.values()].flat().map((server) => [server.name, server] as const),
  ]);
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(settings, pgbouncerSettings({ port: node.port, servers }));
  return settings;
}
