import { Database, migrate, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { testDatabase } from '@fleetlink/testing';
import { clickSettings } from '../click.settings.js';
import { clickMigrations } from '../migrations.js';

export interface OwnDatabase {
  /** Where a process of its own finds it. */
  readonly url: string;
  readonly database: Database;
  /** Another pool on the same database: another process. */
  another(): Database;
  drop(): Promise<void>;
}

/** The settings that an empty environment gives. */
export const { click: defaultSettings, postgres: poolSettings } = readSettings(
  { click: clickSettings, postgres: postgresSettings },
  {},
);

/** A migrated database of the caller's own. */
export async function ownDatabase(kind: keyof typeof clickMigrations): Promise<OwnDatabase> {
  const { url, drop } = await testDatabase({
    template: `click_${kind}`,
    prepare: async (templateUrl) => void (await migrate(kind, templateUrl, [clickMigrations[kind]])),
  });
  const opened: Database[] = [];
  const another = () => {
    const database = new Database({ name: kind, url, settings: poolSettings });
    opened.push(database);
    return database;
  };
  return {
    url,
    database: another(),
    another,
    async drop(): Promise<void> {
      await Promise.all(opened.map((database) => database.close()));
      await drop();
    },
  };
}
