import { inSpan } from '@fleetlink/trace';
import type pg from 'pg';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import { dataSourceFor, poolOf, type DataSourceRequest } from './data-source.js';
import { Deadline } from './deadline.js';
import { LeakWatch, type LeakReport } from './leak-watch.js';
import { asProblem, databaseClosed } from './postgres.errors.js';
import { statementSpan, type Traced } from './statement-span.js';
import { lend, runOn, transactOn, type RunRules, type Session, type Statement } from './session.js';

export interface DatabaseOptions extends DataSourceRequest {
  /** How logs and errors call it: `catalog`, `stats`, `shard-0`. */
  readonly name: string;
  readonly onLeak?: (report: LeakReport) => void;
}

export interface PoolState {
  readonly size: number;
  readonly idle: number;
  readonly waiting: number;
  readonly sizeMax: number;
}

/** After a failed attempt the server is left alone this long, so that a dead one costs no time. */
const REOPEN_PAUSE_MS = 500;

const DEFAULT_PORT = 5432;

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
    this.dataSource = dataSourceFor(options);
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
    const deadline = new Deadline(this.name, deadlineMs);
    const run = async (pool: pg.Pool) => {
      const client = await connectionFrom(pool);
      if (deadline.leftMs <= 0) {
        // Nobody waits for the answer any more: a server that is behind must not be asked for it.
        client.release();
        throw deadline.problem();
      }
      const result = await lend(client, () =>
        runOn(client, statement, values, this.rules(Math.ceil(deadline.leftMs) + 1)),
      );
      return result.rows as Row[];
    };
    return this.traced(statement, () => this.within(deadline, run));
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects.
   * @param timeoutMs longest wait for one of its statements; the server has a `statement_timeout` of its own.
   */
  async transaction<Result>(
    work: (session: Session) => Promise<Result>,
    timeoutMs = this.options.settings.statementTimeoutMs,
  ): Promise<Result> {
    const run = async (pool: pg.Pool) =>
      lend(await pool.connect(), (client) => transactOn(client, this.rules(timeoutMs), work));
    return this.traced({ name: 'transaction' }, () => this.within(undefined, run));
  }

  /** Runs `work` on TypeORM's entities, for the cold paths, with the deadline and the errors of `query`. */
  async entities<Result>(
    work: (entities: EntityManager) => Promise<Result>,
    deadlineMs = this.options.settings.statementTimeoutMs,
  ): Promise<Result> {
    const deadline = new Deadline(this.name, deadlineMs);
    return this.traced({ name: 'entities' }, () =>
      this.within(deadline, () => work(this.dataSource.manager)),
    );
  }

  /** A TypeORM repository, for the cold paths. Call after `open`; `entities` also maps errors. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.dataSource.getRepository(entity);
  }

  /** Connects now instead of at the first statement. */
  async open(): Promise<void> {
    await this.within(new Deadline(this.name, this.options.settings.connectTimeoutMs), async () => {});
  }

  /** A pooler stands before the server, which shares few connections among many pools. */
  get isPooled(): boolean {
    return this.options.settings.pooler !== 'none';
  }

  /** Host and port: databases of the same one share its connections. */
  get server(): string {
    const { url } = this.options;
    const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: this.name, port: '' };
    return `${decodeURIComponent(hostname)}:${port || DEFAULT_PORT}`;
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

  /** Waits for the connections that are in use; statements that come later are refused. */
  async close(): Promise<void> {
    this.closing ??= (async () => {
      await this.opening?.catch(() => {});
      this.leaks.stop();
      if (this.dataSource.isInitialized) await this.dataSource.destroy();
    })();
    return this.closing;
  }

  private traced<Result>(statement: Traced, work: () => Promise<Result>): Promise<Result> {
    return inSpan(() => statementSpan(statement, this.name), work);
  }

  private async within<Result>(
    deadline: Deadline | undefined,
    work: (pool: pg.Pool) => Promise<Result>,
  ): Promise<Result> {
    try {
      const working = this.pool().then(work);
      return await (deadline ? deadline.over(working) : working);
    } catch (error) {
      throw asProblem(error, this.name);
    }
  }

  private rules(timeoutMs: number): RunRules {
    return { timeoutMs, isPooled: this.isPooled };
  }

  private pool(): Promise<pg.Pool> {
    if (this.closing) return Promise.reject(databaseClosed(this.name));
    this.opening ??= this.connect();
    return this.opening;
  }

  private async connect(): Promise<pg.Pool> {
    try {
      await this.dataSource.initialize();
    } catch (error) {
      setTimeout(() => (this.opening = undefined), REOPEN_PAUSE_MS).unref();
      throw error;
    }
    const pool = poolOf(this.dataSource);
    this.leaks.watch(pool);
    return pool;
  }
}

/** By callback, which the leak watch passes over: a statement has its deadline and gives back by itself. */
function connectionFrom(pool: pg.Pool): Promise<pg.PoolClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => (client ? resolve(client) : reject(error as Error)));
  });
}
