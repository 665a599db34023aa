import { codeSettings, resolveSettings, warmSettings } from '@fleetlink/link';
import { postgresSettings } from '@fleetlink/postgres';
import { redisSettings } from '@fleetlink/redis';
import { serviceSettings } from '@fleetlink/service';
import type { Settings } from '@fleetlink/settings';
import { topologySettings } from '@fleetlink/shard';

/** DATA_DIR as the services read it. */
const { dataDir } = serviceSettings({ port: 0, managementPort: 0 });

/** What tells where the databases are. */
export const fleetTopics = {
  folder: { dataDir },
  postgres: postgresSettings,
  topology: topologySettings,
} as const;

/** Used where the fleet has not recorded its layout yet. */
export const layoutTopics = { code: { layout: codeSettings.layout } } as const;

/** What reading a code takes. */
export const codeTopics = { code: { key: codeSettings.key, layout: codeSettings.layout } } as const;

/** What reading as a lookup process takes. */
export const cacheTopics = { redis: redisSettings, resolve: resolveSettings, warm: warmSettings } as const;

export type CacheSettings = Settings<typeof cacheTopics>;

/** An operator at a prompt wants to hear soon that a server is away. */
export const CONNECT_TIMEOUT_MS_MAX = 5000;

/** Longest wait for what a report reads from one database. */
export const READ_DEADLINE_MS = 10_000;

/** Commands send their statements one after another. */
export const POOL_SIZE_MAX = 2;
