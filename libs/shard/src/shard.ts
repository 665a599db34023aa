import type { Database, Statement } from '@fleetlink/postgres';
import { timeLeft } from '@fleetlink/problem';
import type { EntityManager } from 'typeorm';
import { Breaker, type BreakerState } from './breaker.js';
import type { Replica } from './replica/replica.js';
import { LOOK_DEADLINE_MS, ReplicaWatch, type ReplicaWatchOptions } from './replica/replica-watch.js';
import { RETRY_AFTER_SECONDS, shardProblems } from './shard.errors.js';

/** A replica may use up so much of a read's deadline; the rest is for asking the primary instead. */
const REPLICA_SHARE_OF_DEADLINE = 0.5;

export type Source = 'primary' | 'replica';

export interface ReadRequest {
  /**
   * `replica` is a wish: the primary answers when no replica is fit, or when the one that was asked failed. `outdated`
   * asks a replica that was not compared with its primary for too long, and nobody else.
   */
  readonly from: Source | 'outdated';
  /** When the caller goes: a replica's failure and the primary's answer must fit in. */
  readonly untilMs: number;
}

export interface ReadAnswer<Row> {
  readonly rows: Row[];
  /** Who answered. */
  readonly from: Source;
}

/** One part of the links: a primary database behind its own pool, deadline and breaker, and its replicas. */
export class Shard {
  /** Reads that `read` sent to the primary, by wish or for want of a replica. */
  primaryReads = 0;
  readonly replicas: ReplicaWatch;
  private readonly breaker = new Breaker((cause) => this.unavailable(cause));

  constructor(
    readonly name: string,
    readonly database: Database,
    replicas: ReplicaWatchOptions = { replicas: [] },
  ) {
    this.replicas = new ReplicaWatch(replicas, (statement) => this.query(statement, [], LOOK_DEADLINE_MS));
  }

  /** The primary and its replicas. */
  get databases(): readonly Database[] {
    return [this.database, ...this.replicas.replicas.map(({ database }) => database)];
  }

  /** Whether the primary is asked at all. */
  get breakerState(): BreakerState {
    return this.breaker.state;
  }

  /**
   * Runs one statement on the primary.
   * @throws {Problem} of kind `unavailable` within `deadlineMs`, at once while the breaker is open.
   */
  query<Row>(statement: Statement, values: readonly unknown[], deadlineMs?: number): Promise<Row[]> {
    return this.breaker.run(() => this.database.query<Row>(statement, values, deadlineMs));
  }

  /**
   * Runs one statement that only reads where it may be read from.
   * @throws {Problem} as `query` does; a replica's failure is never the caller's.
   */
  async read<Row>(
    statement: Statement,
    values: readonly unknown[],
    { from, untilMs }: ReadRequest,
  ): Promise<ReadAnswer<Row>> {
    if (from === 'outdated')
      return { rows: await this.readOutdated(statement, values, untilMs), from: 'replica' };
    const replica = from === 'replica' ? this.replicas.choose() : undefined;
    if (replica) {
      const share = timeLeft(untilMs) * REPLICA_SHARE_OF_DEADLINE;
      const rows = await this.tryOn<Row>(replica, () => replica.read(statement, values, share));
      if (rows) return { rows, from: 'replica' };
    }
    this.primaryReads += 1;
    return { rows: await this.query<Row>(statement, values, timeLeft(untilMs)), from: 'primary' };
  }

  /** Runs `work` on TypeORM's entities, for the cold paths; errors as those of `query`. */
  entities<Result>(work: (entities: EntityManager) => Promise<Result>, deadlineMs?: number): Promise<Result> {
    return this.breaker.run(() => this.database.entities(work, deadlineMs));
  }

  /** Closes the pools, the replicas' included. */
  async close(): Promise<void> {
    this.replicas.stop();
    await Promise.all(this.databases.map((database) => database.close()));
  }

  private readOutdated<Row>(
    statement: Statement,
    values: readonly unknown[],
    untilMs: number,
  ): Promise<Row[]> {
    const replica = this.replicas.choose('outdated');
    if (!replica) throw this.unavailable();
    return replica.read<Row>(statement, values, timeLeft(untilMs));
  }

  /** Whatever went wrong, even a table that the replica does not have yet: the primary knows better. */
  private async tryOn<Row>(replica: Replica, read: () => Promise<Row[]>): Promise<Row[] | undefined> {
    try {
      return await read();
    } catch {
      this.replicas.judge(replica);
      return undefined;
    }
  }

  private unavailable(cause?: unknown) {
    return shardProblems.problem('unavailable', {
      detail: `Shard ${this.name} is not available right now.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    });
  }
}
