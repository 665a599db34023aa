import { json, setting, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

const shardAddress = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'name must be 1-32 of a-z, 0-9 and -' }),
  /** Writes, and reads that must be fresh. */
  primary: z.string().min(1),
  replicas: z.array(z.string().min(1)).default([]),
  /** Past a pooler, for migrations and partitions; the primary where unset. */
  admin: z.string().min(1).optional(),
});

export type ShardAddress = z.output<typeof shardAddress>;

const shardAddresses = z
  .array(shardAddress)
  .min(1, { error: 'must list at least one shard' })
  .max(256, { error: 'must list at most 256 shards' })
  .refine((shards) => new Set(shards.map(({ name }) => name)).size === shards.length, {
    error: 'names must differ',
  });

/** Where the databases are. Unset, a process uses those that a standalone on the same DATA_DIR serves. */
export const topologySettings = {
  catalogUrl: setting(
    'CATALOG_DATABASE_URL',
    'Postgres URL of the catalog: tenants, keys, worker leases.',
    z.string().optional(),
    { secret: true },
  ),
  statsUrl: setting('STATS_DATABASE_URL', 'Postgres URL of the click statistics.', z.string().optional(), {
    secret: true,
  }),
  shards: setting(
    'SHARDS',
    'JSON list of link shards: [{"name","primary","replicas":[],"admin"?}].',
    json(shardAddresses).optional(),
    { secret: true },
  ),
} as const;

export type TopologySettings = TopicValues<typeof topologySettings>;
