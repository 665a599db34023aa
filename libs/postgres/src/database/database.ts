import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral, type Repository } from 'typeorm';
import { LeakWatch, type LeakReport } from './leak-watch.js';
import { asProblem, deadlinePassed } from './postgres.errors.js';
import type { PostgresSettings } from './postgres.settings.js';

/** A named statement is prepared once per connection, which halves its cost; see docs/performance.md. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

export interface DatabaseOptions {
  /** How logs and errors call it: `catalog`, `stats`, `shard-0`. */
  readonly name: string;
  /** postgres:// URL, or one that names a unix socket folder in `host`. */
  readonly url: string;
  readonly settings: PostgresSettings;
  readonly entities?: readonly Function[];
  readonly onLeak?: (report: LeakReport) => void;
}

export interface PoolState {
  readonly size: number;
  readonly idle: number;
  readonly waiting: number;
  readonly sizeMax: number;
}

/** Runs statements of one transaction, on one connection. */
export interface Session {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** After a failed attempt the server is left alone this long, so that a dead one costs no time. */
const REOPEN_PAUSE_MS = 500;

/**
 * One database and its pool, as a TypeORM data source. Entities and migrations go through the data source;
 * hot statements go to its pool as explicit SQL. Opening is lazy, so that a process starts while a server is down.
 */
export class Database {
  readonly name: string;
  readonly dataSource: DataSource;
  private readonly leaks: LeakWatch;
  private opening: Promise<pg.Pool> | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: DatabaseOptions) {
    this.name = options.name;
    this.dataSource = new DataSource(dataSourceOptions(options));
    this.leaks = new LeakWatch(options.name, options.settings.leakThresholdMs, options.onLeak ?? (() => {}));
  }

  /**
   * Runs one statement within `deadlineMs`, the wait for a connection included.
   * @throws {Problem} of kind `unavailable` when the server cannot be reached or is too slow.
   */
  async query<Row>(
    statement: Statement,
    values: readonly unknown[] = [],
    deadlineMs = this.options.settings.statementTimeoutMs,
  ): Promise<Row[]> {
    return this.within(deadlineMs, async (pool) => {
      const result = await pool.query({
        ...statement,
        values: [...values],
        query_timeout: deadlineMs,
      } as pg.QueryConfig);
      return result.rows as Row[];
    });
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.within(undefined, async (pool) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(sessionOn(client));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        await client.query('ROLLBACK').then(
          () => client.release(),
          (failure: Error) => client.release(failure),
        );
        throw error;
      }
    });
  }

  /** A TypeORM repository, for the cold paths. Call after `open`. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.dataSource.getRepository(entity);
  }

  /** Connects now instead of at the first statement. */
  async open(): Promise<void> {
    await this.within(this.options.settings.connectTimeoutMs, async () => {});
  }

  poolState(): PoolState {
    const pool = this.dataSource.isInitialized ? poolOf(this.dataSource) : undefined;
    return {
      size: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
      sizeMax: this.options.settings.poolSizeMax,
    };
  }

  async close(): Promise<void> {
    this.closing ??= (async () => {
      await this.opening?.catch(() => {});
      this.leaks.stop();
      if (this.dataSource.isInitialized) await this.dataSource.destroy();
    })();
    return this.closing;
  }

  private async within<Result>(
    deadlineMs: number | undefined,
    work: (pool: pg.Pool) => Promise<Result>,
  ): Promise<Result> {
    try {
      const working = this.pool().then(work);
      return await (deadlineMs === undefined ? working : beforeDeadline(working, deadlineMs, this.name));
    } catch (error) {
      throw asProblem(error, this.name);
    }
  }

  private pool(): Promise<pg.Pool> {
    this.opening ??= this.dataSource.initialize().then(
      () => {
        const pool = poolOf(this.dataSource);
        // Idle connections die with their server; without a listener that would end the process.
        pool.on('error', () => {});
        this.leaks.watch(pool);
        return pool;
      },
      (error: unknown) => {
        setTimeout(() => (this.opening = undefined), REOPEN_PAUSE_MS).unref();
        throw error;
      },
    );
    return this.opening;
  }
}

function dataSourceOptions({ name, url, settings, entities }: DatabaseOptions) {
  return {
    type: 'postgres' as const,
    url,
    applicationName: 'fleetlink',
    entities: [...(entities ?? [])],
    synchronize: false,
    logging: false as const,
    poolSize: settings.poolSizeMax,
    connectTimeoutMS: settings.connectTimeoutMs,
    installExtensions: false,
    extra: {
      min: settings.poolSizeMin,
      idleTimeoutMillis: settings.idleTimeoutMs,
      maxLifetimeSeconds: settings.lifetimeSeconds,
      statement_timeout: settings.statementTimeoutMs,
      keepAlive: true,
      allowExitOnIdle: false,
    },
    name,
  };
}

/** TypeORM keeps node-postgres' pool on its driver; hot statements need it for `name` and `query_timeout`. */
function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

function sessionOn(client: pg.PoolClient): Session {
  return {
    async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
      const result = await client.query({ ...statement, values: [...values] });
      return result.rows as Row[];
    },
  };
}

async function beforeDeadline<Result>(
  work: Promise<Result>,
  deadlineMs: number,
  name: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(deadlinePassed(name, deadlineMs)), deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
