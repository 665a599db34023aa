import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresSettings } from './postgres.settings.js';

export interface DataSourceRequest {
  /** postgres:// URL, or one that names a unix socket folder in `host`. */
  readonly url: string;
  readonly settings: PostgresSettings;
  readonly entities?: readonly Function[];
}

/** A TypeORM data source with every limit of its pool said aloud. */
export function dataSourceFor({ url, settings, entities }: DataSourceRequest): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'fleetlink',
    entities: [...(entities ?? [])],
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolSize: settings.poolSizeMax,
    connectTimeoutMS: settings.connectTimeoutMs,
    // Idle connections die with their server: the pool drops them, and the next statement tells.
    poolErrorHandler: () => {},
    extra: {
      min: settings.poolSizeMin,
      idleTimeoutMillis: settings.idleTimeoutMs,
      maxLifetimeSeconds: settings.lifetimeSeconds,
      // A pooler would refuse it, or give it to whoever uses the session next.
      ...(settings.pooler === 'none' && { statement_timeout: settings.statementTimeoutMs }),
      keepAlive: true,
      allowExitOnIdle: false,
    },
  });
}

/** TypeORM keeps node-postgres' pool on its driver; hot statements need it for `name` and `query_timeout`. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
