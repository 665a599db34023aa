import { EmbeddedServer } from '@fleetlink/postgres';
import { writeTopology, type Topology } from '@fleetlink/shard';

/** Four, as in a small fleet: the laptop runs the same routing as production. */
const SHARD_COUNT = 4;

const CATALOG = 'catalog';
const STATS = 'stats';

export interface OwnDatabases {
  readonly topology: Topology;
  readonly server: EmbeddedServer;
}

export interface OwnDatabasesOptions {
  readonly dataDir: string;
  readonly say: (line: string) => void;
  /** The data folder belongs to somebody else from now on. */
  readonly onLost: (reason: string) => void;
}

/** A Postgres of our own in the data folder, with every database of the fleet on it. */
export async function startOwnDatabases({
  dataDir,
  say,
  onLost,
}: OwnDatabasesOptions): Promise<OwnDatabases> {
  const server = await EmbeddedServer.start({
    dataFolder: dataDir,
    holder: 'fleetlink standalone',
    log: say,
    onLost,
  });
  const shards = Array.from({ length: SHARD_COUNT }, (_, index) => `shard-${index}`);
  const databaseOf = (shard: string) => shard.replace('-', '_');
  for (const database of [CATALOG, STATS, ...shards.map(databaseOf)]) await server.ensureDatabase(database);
  const topology: Topology = {
    catalogUrl: server.url(CATALOG),
    statsUrl: server.url(STATS),
    shards: shards.map((name) => ({ name, primary: server.url(databaseOf(name)), replicas: [] })),
  };
  writeTopology(topology, dataDir);
  return { topology, server };
}
