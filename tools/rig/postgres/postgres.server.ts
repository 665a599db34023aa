import { join } from 'node:path';
import type { PostgresNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { isMarkedAsStandby } from './data-folder.ts';
import { rejoin } from './rejoin.ts';
import { forgetDeadServer } from './shared-memory.ts';
import { withSql } from './sql.client.ts';

/** A fast shutdown disconnects everybody and writes a checkpoint. */
const SHUTDOWN_MS_MAX = 20_000;

export const postgresServer: NodeServer<PostgresNode> = {
  async launch(site, node) {
    const { account, record } = site;
    const folder = site.homeOf(node);
    await forgetDeadServer(folder);
    // a former primary may hold writes that the new one never saw: it starts over from a copy
    if (!site.isPrimary(node) && !isMarkedAsStandby(site, node)) await rejoin(site, node);
    return { file: join(record.programs.postgres, 'postgres'), args: ['-D', folder], account };
  },

  async isReady(_site, node) {
    return withSql(node, async (query) => (await query('SELECT 1')).length === 1);
  },

  ending: { signal: 'SIGINT', patienceMs: SHUTDOWN_MS_MAX },
};
