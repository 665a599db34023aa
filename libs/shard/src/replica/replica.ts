import type { Database, Statement } from '@fleetlink/postgres';
import { Breaker } from '../breaker.js';
import { RETRY_AFTER_SECONDS, shardProblems } from '../shard.errors.js';
import type { Fitness, ReplicaSight } from './replica-choice.js';
import type { WalHistory } from './wal-history.js';
import { replicaPosition, type ReplicaPosition } from './wal-position.store.js';

interface Seen extends ReplicaPosition {
  readonly atMs: number;
}

/** Plain numbers, read when metrics are scraped. */
export interface ReplicaCounters {
  reads: number;
  /** Reads that the primary answered instead. */
  failures: number;
  ejections: number;
}

/** One replica of a shard: a pool and a breaker of its own, and what was last seen of it. */
export class Replica {
  readonly counters: ReplicaCounters = { reads: 0, failures: 0, ejections: 0 };
  /** At the last look or failure. */
  fitness: Fitness = 'unseen';
  private readonly breaker = new Breaker((cause) =>
    shardProblems.problem('unavailable', {
      detail: `The replica ${this.name} is not available right now.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause,
    }),
  );
  private seen: Seen = { isInRecovery: false, position: null, lastCommitMs: null, atMs: -Infinity };
  private lagMs: number | undefined;
  private comparedAtMs = -Infinity;

  constructor(
    readonly database: Database,
    readonly zone?: string,
  ) {}

  get name(): string {
    return this.database.name;
  }

  get sight(): ReplicaSight {
    return {
      zone: this.zone,
      isFailing: this.breaker.state !== 'closed',
      seenAtMs: this.seen.atMs,
      isInRecovery: this.seen.isInRecovery,
      lagMs: this.lagMs,
      comparedAtMs: this.comparedAtMs,
    };
  }

  /** @throws {Problem} of kind `unavailable` within `deadlineMs`, at once while the breaker is open. */
  async read<Row>(statement: Statement, values: readonly unknown[], deadlineMs: number): Promise<Row[]> {
    try {
      const rows = await this.ask<Row>(statement, values, deadlineMs);
      this.counters.reads += 1;
      return rows;
    } catch (error) {
      this.counters.failures += 1;
      throw error;
    }
  }

  /** Asks how far it has come. This is also what closes an open breaker again. */
  async look(deadlineMs: number): Promise<void> {
    try {
      const position = await replicaPosition((statement) => this.ask(statement, [], deadlineMs));
      this.seen = { ...position, atMs: performance.now() };
    } catch {
      // One that does not answer a question this small is not asked a larger one.
      this.seen = { ...this.seen, atMs: -Infinity };
    }
  }

  /** `clockMs` is the primary's clock, or null while nobody knows it. */
  compare(history: WalHistory, clockMs: number | null): void {
    const { position, lastCommitMs, atMs } = this.seen;
    const lastCommitAgoMs = clockMs === null || lastCommitMs === null ? null : clockMs - lastCommitMs;
    this.comparedAtMs = history.comparedAtMs;
    const isUnseen = position === null || atMs === -Infinity;
    this.lagMs = isUnseen ? undefined : history.lagMs({ position, seenAtMs: atMs, lastCommitAgoMs });
  }

  private ask<Row>(statement: Statement, values: readonly unknown[], deadlineMs: number): Promise<Row[]> {
    return this.breaker.run(() => this.database.query<Row>(statement, values, deadlineMs));
  }
}
