import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { redis } from './redis.client.ts';
import { redisSettings } from './redis-settings.ts';

const SHUTDOWN_MS_MAX = 10_000;

export const redisServer: NodeServer<RedisNode> = {
  async launch(site, node) {
    const { account, record } = site;
    const folder = site.homeOf(node);
    mkdirSync(folder, { recursive: true });
    if (account) chownSync(folder, account.uid, account.gid);
    const settings = join(folder, 'redis.conf');
    writeFileSync(settings, redisSettings(node, folder));
    return { file: record.programs.redisServer, args: [settings], account };
  },

  async isReady(site, node) {
    return (await redis(site, node, 'PING')) === 'PONG';
  },

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};
