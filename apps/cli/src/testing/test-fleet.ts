import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings, type Environment } from '@fleetlink/settings';
import {
  freePort,
  temporaryFolder,
  testDatabase,
  type TemporaryFolder,
  type TestDatabase,
} from '@fleetlink/testing';
import { recordedCall } from './recorded-call.js';

export const CODE_KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

export const databaseNames = ['catalog', 'stats', 'shard-0', 'shard-1'] as const;

export type DatabaseName = (typeof databaseNames)[number];

interface Parts {
  readonly folder: TemporaryFolder;
  readonly databases: readonly TestDatabase[];
  /** A URL that nothing answers. */
  readonly unreachable: string;
}

/** A catalog, the statistics and two shards, all of them empty at first, and an environment that names them. */
export class TestFleet {
  readonly environment: Readonly<Record<string, string>>;
  /** The same with its second shard away. */
  readonly halfDown: Readonly<Record<string, string>>;
  private readonly opened = new Map<DatabaseName, Database>();

  private constructor(private readonly parts: Parts) {
    const { folder, databases, unreachable } = parts;
    const [catalog = '', stats = '', ...shards] = databases.map(({ url }) => url);
    this.environment = {
      DATA_DIR: folder.path,
      CODE_KEY,
      CATALOG_DATABASE_URL: catalog,
      STATS_DATABASE_URL: stats,
      SHARDS: shardsSetting(shards),
    };
    this.halfDown = { ...this.environment, SHARDS: shardsSetting([shards[0]!, unreachable]) };
  }

  static async make(): Promise<TestFleet> {
    const prepare = async () => undefined;
    return new TestFleet({
      folder: await temporaryFolder(),
      databases: await Promise.all(databaseNames.map(() => testDatabase({ template: 'empty', prepare }))),
      unreachable: `postgres://nobody@127.0.0.1:${await freePort()}/none`,
    });
  }

  get dataDir(): string {
    return this.parts.folder.path;
  }

  get unreachable(): string {
    return this.parts.unreachable;
  }

  /** Calls the command with --json, on this fleet unless `environment` says otherwise. */
  async call(words: readonly string[], environment: Environment = this.environment) {
    const { exitCode, stdout } = await recordedCall([...words, '--json'], environment);
    return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
  }

  async query(name: DatabaseName, text: string, values: readonly unknown[] = []): Promise<unknown[]> {
    return this.database(name).query({ text }, values);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.opened.values()].map((database) => database.close()));
    await Promise.all(this.parts.databases.map((database) => database.drop()));
    await this.parts.folder.remove();
  }

  database(name: DatabaseName): Database {
    const { postgres } = readSettings({ postgres: postgresSettings }, {});
    const { url } = this.parts.databases[databaseNames.indexOf(name)]!;
    const database = this.opened.get(name) ?? new Database({ name, url, settings: postgres });
    this.opened.set(name, database);
    return database;
  }
}

function shardsSetting(urls: readonly string[]): string {
  return JSON.stringify(urls.map((primary, index) => ({ name: `shard-${index}`, primary })));
}
