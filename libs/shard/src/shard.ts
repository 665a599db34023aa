import { Database, isPassing, type Statement } from '@fleetlink/postgres';
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
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
  async query<Row>(statement: Statement, values: readonly unknown[], deadlineMs?: number): Promise<Row[]> {
    try {
      return await this.breaker.execute(() => this.database.query<Row>(statement, values, deadlineMs));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw shardProblems.problem('unavailable', {
        detail: `Shard ${this.name} is not available right now.`,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      });
    }
  }
}
