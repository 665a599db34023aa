import { parseCodeKey, standardLayout } from '@fleetlink/code';
import { CatalogDatabase, Database, migrate, type PostgresSettings } from '@fleetlink/postgres';
import {
  claimEqualRanges,
  Replica,
  Shard,
  shardMigrations,
  ShardRouter,
  SlotMapFile,
} from '@fleetlink/shard';
import { testDatabase, type ReplicatedServer, type TestDatabase } from '@fleetlink/testing';
import { LinkFinder } from '../find/link-finder.js';
import { LeafKeeper } from '../leaf/leaf-keeper.js';
import { Link } from '../link.entity.js';
import { linkMigrations } from '../migrations.js';
import { LinkMinter } from '../mint/link-minter.js';
import { WorkerLease } from '../mint/worker-lease.js';
import { WorkerLeaseStore } from '../mint/worker-lease.store.js';
import { NameScheme } from '../name/name-scheme.js';
import { LinkSource } from '../resolve/link-source.js';
import { RecentChanges } from '../resolve/recent-changes.js';
import { LinkShortener, type LinkOrder } from '../write/link-shortener.js';
import { LinkWriter } from '../write/link-writer.js';

export const testPostgresSettings: PostgresSettings = {
  poolSizeMax: 8,
  poolSizeMin: 0,
  pooler: 'none',
  connectTimeoutMs: 5000,
  idleTimeoutMs: 10_000,
  lifetimeSeconds: 600,
  statementTimeoutMs: 10_000,
  leakThresholdMs: 60_000,
};

const READ_BOUND_MS = 2000;

/** What one process of the fleet has: a pool per shard, a router, and the actors of this lib on top. */
export interface TestProcess {
  readonly shards: readonly Shard[];
  readonly router: ShardRouter;
  readonly finder: LinkFinder;
  readonly changes: RecentChanges;
  readonly source: LinkSource;
  readonly writer: LinkWriter;
  readonly lease: WorkerLease;
  readonly minter: LinkMinter;
  readonly shortener: LinkShortener;
}

export interface TestFleet extends TestProcess {
  readonly scheme: NameScheme;
  readonly catalog: CatalogDatabase;
  readonly shardUrls: readonly string[];
  /** Another process on the same databases; `urls` replaces where it believes them to be. */
  process(urls?: readonly string[]): Promise<TestProcess>;
  drop(): Promise<void>;
}

/** Four shards with leaves and slots, a catalog, and a first process; on a server with replicas if one is given. */
export async function testFleet(shardCount = 4, server?: ReplicatedServer): Promise<TestFleet> {
  const databases = await Promise.all(
    Array.from({ length: shardCount }, (_, index) =>
      server ? replicatedDatabase(server, index) : shardDatabase(),
    ),
  );
  const catalogServer = await catalogDatabase();
  const catalog = new CatalogDatabase({
    name: 'catalog',
    url: catalogServer.url,
    settings: testPostgresSettings,
  });
  const shardUrls = databases.map(({ url }) => url);
  const scheme = new NameScheme({
    layout: standardLayout,
    key: parseCodeKey('00112233445566778899aabbccddeeff'),
    firstBootMs: standardLayout.epochMs,
  });
  const processes: TestProcess[] = [];
  const process = async (urls: readonly string[] = shardUrls) => {
    const replicas = (index: number) =>
      server?.replicas.map((replica) => replica.url(databaseOf(index))) ?? [];
    const started = await startProcess(openShards(urls, replicas), scheme, catalog);
    processes.push(started);
    return started;
  };
  const opened = openShards(shardUrls);
  await claimEqualRanges(opened);
  const keeper = new LeafKeeper(standardLayout);
  await Promise.all(opened.map(({ database }) => keeper.ensureLeaves(database, Date.now())));
  await Promise.all(opened.map(({ database }) => database.close()));
  return {
    ...(await process()),
    scheme,
    catalog,
    shardUrls,
    process,
    drop: async () => {
      await Promise.all(processes.map(endProcess));
      await catalog.close();
      await Promise.all([...databases, catalogServer].map((database) => database.drop()));
    },
  };
}

export function shardDatabase(): Promise<TestDatabase> {
  return testDatabase({
    template: 'shard',
    prepare: async (url) => void (await migrate('shard', url, [shardMigrations.shard, linkMigrations.shard])),
  });
}

const databaseOf = (index: number) => `shard_${index}`;

/** The same on a server of the test's own, which goes away as a whole. */
async function replicatedDatabase(server: ReplicatedServer, index: number): Promise<TestDatabase> {
  await server.ensureDatabase(databaseOf(index));
  const url = server.primary.url(databaseOf(index));
  await migrate('shard', url, [shardMigrations.shard, linkMigrations.shard]);
  return { url, drop: async () => {} };
}

export function catalogDatabase(): Promise<TestDatabase> {
  return testDatabase({
    template: 'link_catalog',
    prepare: async (url) => void (await migrate('catalog', url, [linkMigrations.catalog])),
  });
}

export function openShards(
  urls: readonly string[],
  replicasOf: (index: number) => readonly string[] = () => [],
): Shard[] {
  const open = (name: string, url: string) =>
    new Database({ name, url, settings: testPostgresSettings, entities: [Link] });
  return urls.map((url, index) => {
    const name = `shard-${index}`;
    const replicas = replicasOf(index).map((replica) => new Replica(open(`${name}-replica`, replica)));
    return new Shard(name, open(name, url), { replicas });
  });
}

async function startProcess(
  shards: readonly Shard[],
  scheme: NameScheme,
  catalog: CatalogDatabase,
): Promise<TestProcess> {
  const router = new ShardRouter(shards, new SlotMapFile('/nonexistent/slot-map.json'));
  await router.start();
  const finder = new LinkFinder(router, scheme);
  const changes = new RecentChanges();
  const source = new LinkSource({ router, scheme, changes, boundMs: READ_BOUND_MS });
  const writer = new LinkWriter(router, scheme);
  const lease = new WorkerLease(new WorkerLeaseStore(catalog), {
    layout: scheme.layout,
    workerId: undefined,
    ttlMs: 30_000,
  });
  await lease.start();
  const minter = new LinkMinter(lease, scheme);
  const shortener = new LinkShortener(minter, scheme, writer, finder);
  return { shards, router, finder, changes, source, writer, lease, minter, shortener };
}

async function endProcess({ shards, router, lease }: TestProcess): Promise<void> {
  router.stop();
  await lease.stop();
  await Promise.all(shards.map((shard) => shard.close()));
}

/** An order that every field but the given ones has a default for. */
export function linkOrder(fields: Partial<LinkOrder> = {}): LinkOrder {
  return {
    tenantId: 'tenant-1',
    url: 'https://example.com/',
    enteredUrl: 'https://example.com',
    warnings: [],
    alias: null,
    title: null,
    tags: [],
    expiresAt: null,
    redirectStatus: 302,
    ...fields,
  };
}
