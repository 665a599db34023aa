import { isPassing, type Database, type Statement } from '@fleetlink/postgres';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { EntityManager } from 'typeorm';
import { RETRY_AFTER_SECONDS, shardProblems } from './shard.errors.js';

/** So many failures in a row, and a shard is left alone. */
const FAILURES_TO_OPEN = 5;

/** Then one statement is let through to see whether it answers again. */
const HALF_OPEN_AFTER_MS = 1000;

/** One part of the links: a primary database behind its own pool, deadline and breaker. */
export class Shard {
  private readonly breaker = circuitBreaker(handleWhen(isPassing), {
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    halfOpenAfter: HALF_OPEN_AFTER_MS,
  });

  constructor(
    readonly name: string,
    readonly database: Database,
  ) {}

  /**
   * Runs one statement on the primary.
   * @throws {Problem} of kind `unavailable` within `deadlineMs`, at once while the breaker is open.
   */
  query<Row>(statement: Statement, values: readonly unknown[], deadlineMs?: number): Promise<Row[]> {
    return this.guarded(() => this.database.query<Row>(statement, values, deadlineMs));
  }

  /** Runs `work` on TypeORM's entities, for the cold paths; errors as those of `query`. */
  entities<Result>(work: (entities: EntityManager) => Promise<Result>, deadlineMs?: number): Promise<Result> {
    return this.guarded(() => this.database.entities(work, deadlineMs));
  }

  private async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    // While one statement tries whether the shard is back, nobody waits for its deadline, which may be a long one.
    if (this.breaker.state === CircuitState.HalfOpen) throw this.unavailable();
    try {
      return await this.breaker.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.unavailable(error) : error;
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
