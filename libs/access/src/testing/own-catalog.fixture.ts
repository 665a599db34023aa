import { CatalogDatabase, migrate, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { testDatabase } from '@fleetlink/testing';
import { ApiKey } from '../key/api-key.entity.js';
import { Tenant } from '../key/tenant.entity.js';
import { accessMigrations } from '../migrations.js';

export interface OwnCatalog {
  readonly catalog: CatalogDatabase;
  /** Another pool on the same database: another process. */
  another(): CatalogDatabase;
  /** Takes the database away under its pools, as a failing server would. */
  takeAway(): Promise<void>;
  drop(): Promise<void>;
}

/** A catalog of the caller's own, with the tables of this lib. */
export async function ownCatalog(): Promise<OwnCatalog> {
  const { url, drop } = await testDatabase({
    template: 'access_catalog',
    prepare: async (templateUrl) => void (await migrate('catalog', templateUrl, [accessMigrations.catalog])),
  });
  const opened: CatalogDatabase[] = [];
  const { settings } = readSettings({ settings: postgresSettings }, {});
  const another = () => {
    const database = new CatalogDatabase({ name: 'catalog', url, settings, entities: [Tenant, ApiKey] });
    opened.push(database);
    return database;
  };
  return {
    catalog: another(),
    another,
    takeAway: drop,
    async drop(): Promise<void> {
      await Promise.all(opened.map((database) => database.close()));
      await drop();
    },
  };
}
