import { BrokenCircuitError, circuitBreaker, CircuitState, handleWhen, type IBreaker } from 'cockatiel';
import { isRedisPassing, unavailable } from './redis.errors.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

export const clusterBreaker = {
  /** No single bad moment opens the breaker … */
  failuresToOpen: 3,
  /** … and it takes failures over this long without one answer between them. */
  outageToOpenMs: 40,
  /** Then one piece of work is let through to see whether the cluster answers again. */
  halfOpenAfterMs: 250,
} as const;

const STATE_NAMES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Says that a cluster is out when nothing but failures came back for a while. Neither a count nor a rate will do:
 * with one master of three away, its share of a burst fails together, and the other two must go on serving.
 */
class Outage implements IBreaker {
  state: unknown;
  private failures = 0;
  private sinceMs = 0;

  success(): void {
    this.failures = 0;
  }

  failure(): boolean {
    const nowMs = performance.now();
    if (this.failures === 0) this.sinceMs = nowMs;
    this.failures += 1;
    return (
      this.failures >= clusterBreaker.failuresToOpen && nowMs - this.sinceMs >= clusterBreaker.outageToOpenMs
    );
  }
}

/** Refuses work at once while its cluster is out, so that requests go on without Redis instead of waiting for it. */
export class ClusterBreaker {
  private readonly circuit = circuitBreaker(handleWhen(isRedisPassing), {
    breaker: new Outage(),
    halfOpenAfter: clusterBreaker.halfOpenAfterMs,
  });

  constructor(
    private readonly cluster: string,
    onChange: (state: BreakerState) => void = () => {},
  ) {
    this.circuit.onStateChange((state) => onChange(STATE_NAMES[state]));
  }

  get state(): BreakerState {
    return STATE_NAMES[this.circuit.state];
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    // While one probe is under way nobody waits for its deadline, as cockatiel would have it.
    if (this.circuit.state === CircuitState.HalfOpen) throw unavailable(this.cluster);
    try {
      return await this.circuit.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? unavailable(this.cluster, error) : error;
    }
  }
}
