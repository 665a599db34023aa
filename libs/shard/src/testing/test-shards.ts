import { Database, migrate, type DatabaseOptions, type PostgresSettings } from '@fleetlink/postgres';
import { testDatabase } from '@fleetlink/testing';
import { shardMigrations } from '../migrations.js';
import { Shard } from '../shard.js';

export const testPostgresSettings: PostgresSettings = {
  poolSizeMax: 6,
  poolSizeMin: 0,
  pooler: 'none',
  connectTimeoutMs: 5000,
  idleTimeoutMs: 10_000,
  lifetimeSeconds: 600,
  statementTimeoutMs: 10_000,
  leakThresholdMs: 60_000,
};

export interface TestShards {
  readonly shards: readonly Shard[];
  /** Another pool on the same database, as another process has one. */
  another(shard: Shard, options?: Partial<DatabaseOptions>): Shard;
  drop(): Promise<void>;
}

/** Shards of the caller's own that own no slot yet. */
export async function testShards(count: number): Promise<TestShards> {
  const servers = await Promise.all(
    Array.from({ length: count }, () =>
      testDatabase({
        template: 'ownership',
        prepare: async (url) => void (await migrate('shard', url, [shardMigrations.shard])),
      }),
    ),
  );
  const opened: Shard[] = [];
  const open = (name: string, url: string, options: Partial<DatabaseOptions> = {}): Shard => {
    const shard = new Shard(name, new Database({ name, url, settings: testPostgresSettings, ...options }));
    opened.push(shard);
    return shard;
  };
  const urls = new Map(servers.map(({ url }, index) => [`shard-${index}`, url]));
  return {
    shards: [...urls].map(([name, url]) => open(name, url)),
    another: ({ name }, options) => open(name, urls.get(name)!, options),
    drop: async () => {
      await Promise.all(opened.map(({ database }) => database.close()));
      await Promise.all(servers.map((server) => server.drop()));
    },
  };
}
