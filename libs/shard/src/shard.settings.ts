import { json, setting, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

const zone = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'zone must be 1-64 of A-Z, a-z, 0-9, ., _ and -' });

/** A URL, or a URL and the zone it lies in. */
const replicaAddress = z.union([
  z
    .string()
    .min(1)
    .transform((url): { url: string; zone?: string | undefined } => ({ url })),
  z.strictObject({ url: z.string().min(1), zone: zone.optional() }),
]);

const shardAddress = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, { error: 'name must be 1-32 of a-z, 0-9 and -' }),
  /** Writes, and reads that must be fresh. */
  primary: z.string().min(1),
  /** Streaming replicas of the primary; they answer reads that may be up to a second old. */
  replicas: z.array(replicaAddress).default([]),
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
  catalogAdminUrl: setting(
    'CATALOG_ADMIN_DATABASE_URL',
    'The catalog past its pooler, for migrations; CATALOG_DATABASE_URL where unset.',
    z.string().optional(),
    { secret: true },
  ),
  statsAdminUrl: setting(
    'STATS_ADMIN_DATABASE_URL',
    'The click statistics past their pooler, for migrations; STATS_DATABASE_URL where unset.',
    z.string().optional(),
    { secret: true },
  ),
  shards: setting(
    'SHARDS',
    'JSON list of link shards: [{"name","primary","replicas":[],"admin"?}]; a replica is a URL or {"url","zone"?}.',
    json(shardAddresses).optional(),
    { secret: true },
  ),
  zone: setting(
    'ZONE',
    'Where this process runs: replicas of the same zone are read first.',
    zone.optional(),
  ),
} as const;

export type TopologySettings = TopicValues<typeof topologySettings>;
