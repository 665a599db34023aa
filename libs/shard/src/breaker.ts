import { isPassing } from '@fleetlink/postgres';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';

export const shardBreaker = {
  /** So many failures in a row, and a server is left alone. */
  failuresToOpen: 5,
  /** Then one statement is let through to see whether it answers again. */
  halfOpenAfterMs: 1000,
} as const;

export const breakerStates = ['closed', 'open', 'half-open'] as const;

export type BreakerState = (typeof breakerStates)[number];

const STATE_NAMES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

/** Leaves a server alone that failed again and again, so that a dead one costs nobody a deadline. */
export class Breaker {
  private readonly policy = circuitBreaker(handleWhen(isPassing), {
    breaker: new ConsecutiveBreaker(shardBreaker.failuresToOpen),
    halfOpenAfter: shardBreaker.halfOpenAfterMs,
  });

  /** `unavailable` makes the error of those who are turned away. */
  constructor(private readonly unavailable: (cause?: unknown) => Error) {}

  get state(): BreakerState {
    return STATE_NAMES[this.policy.state];
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    // While one statement tries whether the server is back, nobody waits for its deadline, which may be a long one.
    if (this.policy.state === CircuitState.HalfOpen) throw this.unavailable();
    try {
      return await this.policy.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.unavailable(error) : error;
    }
  }
}
