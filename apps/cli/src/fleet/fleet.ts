import { resolve } from 'node:path';
import { CatalogDatabase, Database, type PostgresSettings } from '@fleetlink/postgres';
import { readSettings, SettingsError, type Environment } from '@fleetlink/settings';
import { findTopology, type Topology } from '@fleetlink/shard';
import { CONNECT_TIMEOUT_MS_MAX, fleetTopics, POOL_SIZE_MAX } from './fleet.settings.js';

/** Who said where the databases are: the settings, or the file that a standalone left in DATA_DIR. */
export type FleetOrigin = 'settings' | 'standalone';

export interface FleetParts {
  readonly topology: Topology;
  readonly origin: FleetOrigin;
  /** Absolute. */
  readonly dataDir: string;
  readonly postgres: PostgresSettings;
}

/** One database to read from or write to. */
export interface Place {
  readonly name: string;
  readonly url: string;
}

/** The databases of one fleet, opened as they are asked for and closed together. */
export class Fleet {
  private readonly opened: Database[] = [];

  constructor(private readonly parts: FleetParts) {}

  /** @throws {SettingsError} when nobody says where the databases are. */
  static find(environment: Environment): Fleet {
    const { folder, postgres, topology } = readSettings(fleetTopics, environment);
    const dataDir = resolve(folder.dataDir);
    return new Fleet({
      topology: findTopology(topology, dataDir),
      origin: topology.shards ? 'settings' : 'standalone',
      dataDir,
      postgres: {
        ...postgres,
        poolSizeMax: POOL_SIZE_MAX,
        poolSizeMin: 0,
        connectTimeoutMs: Math.min(postgres.connectTimeoutMs, CONNECT_TIMEOUT_MS_MAX),
      },
    });
  }

  get topology(): Topology {
    return this.parts.topology;
  }

  get origin(): FleetOrigin {
    return this.parts.origin;
  }

  get dataDir(): string {
    return this.parts.dataDir;
  }

  /** The primaries of the shards, where the services find them too. */
  get shards(): readonly Place[] {
    return this.topology.shards.map(({ name, primary }) => ({ name, url: primary }));
  }

  /** The shards past their poolers, where tables are made and changed. */
  get shardsForSchema(): readonly Place[] {
    return this.topology.shards.map(({ name, primary, admin }) => ({ name, url: admin ?? primary }));
  }

  get catalog(): Place {
    return { name: 'catalog', url: this.topology.catalogUrl };
  }

  get stats(): Place {
    return { name: 'stats', url: this.topology.statsUrl };
  }

  /** Every database past its pooler, where tables are made and changed. */
  get allForSchema(): readonly Place[] {
    const { catalogAdminUrl, statsAdminUrl } = this.topology;
    return [
      { ...this.catalog, ...(catalogAdminUrl !== undefined && { url: catalogAdminUrl }) },
      { ...this.stats, ...(statsAdminUrl !== undefined && { url: statsAdminUrl }) },
      ...this.shardsForSchema,
    ];
  }

  /** @throws {SettingsError} naming every database whose way past its pooler is not known. */
  assertPastPoolers(): void {
    if (this.parts.postgres.pooler === 'none') return;
    const { catalogAdminUrl, statsAdminUrl, shards } = this.topology;
    const reason = `must lead past the pooler (DATABASE_POOLER): migrations hold a lock in their session`;
    const faults = [
      ...(catalogAdminUrl === undefined ? [`CATALOG_ADMIN_DATABASE_URL: ${reason}`] : []),
      ...(statsAdminUrl === undefined ? [`STATS_ADMIN_DATABASE_URL: ${reason}`] : []),
      ...shards.flatMap(({ name, admin }) =>
        admin === undefined ? [`SHARDS: "admin" of ${name} ${reason}`] : [],
      ),
    ];
    if (faults.length > 0) throw new SettingsError(faults);
  }

  open({ name, url }: Place): Database {
    return this.keep(new Database({ name, url, settings: this.parts.postgres }));
  }

  /** @param entities the TypeORM entities of the catalog. */
  openCatalog(entities: readonly Function[]): CatalogDatabase {
    return this.keep(
      new CatalogDatabase({
        ...this.catalog,
        settings: this.parts.postgres,
        entities,
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((database) => database.close()));
  }

  private keep<Kind extends Database>(database: Kind): Kind {
    this.opened.push(database);
    return database;
  }
}
