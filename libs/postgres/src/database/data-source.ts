import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresSettings } from './postgres.settings.js';

export interface DataSourceRequest {
  /** postgres:// URL, or one that names a unix socket folder in `host`. */
  readonly url: string;
  readonly settings: PostgresSettings;
  readonly entities?: readonly Function[];
  /**
   * True where all hot statements are prepared: each then has one plan for all values, which Postgres often would not
   * choose, and pays for planning each time. Statements without a name are planned for any value too, which costs them.
   */
  readonly hasGenericPlans?: boolean;
}

/** A TypeORM data source with every limit of its pool said aloud. */
export function dataSourceFor({ url, settings, entities, hasGenericPlans }: DataSourceRequest): DataSource {
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
      // A pooler would refuse them, or give them to whoever uses the session next.
      ...(settings.pooler === 'none' && {
        statement_timeout: settings.statementTimeoutMs,
        ...(hasGenericPlans && { options: '-c plan_cache_mode=force_generic_plan' }),
      }),
      keepAlive: true,
      allowExitOnIdle: false,
    },
  });
}

/** TypeORM keeps node-postgres' pool on its driver; hot statements need it for `name` and `query_timeout`. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}
