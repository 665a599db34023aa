import type { Problem } from '@fleetlink/problem';
import { requestProblems } from './request.errors.js';

/**
 * How much of REQUESTS_IN_FLIGHT_MAX may be in use for one more request of a kind to be taken: what matters least is
 * refused first.
 */
export const LOAD_SHARES = { redirect: 1, create: 0.9, stats: 0.75, bulk: 0.5 } as const;

export type Priority = keyof typeof LOAD_SHARES;

const RETRY_AFTER_SECONDS = 1;

/**
 * Counts what a process is working on and refuses more than it can answer in time. Health and metrics have a port of
 * their own and never come by; neither do redirects that L1 answers, which take no longer than a refusal.
 */
export class LoadGate {
  inFlight = 0;
  /** Refused so far. */
  readonly shed: Record<Priority, number> = { redirect: 0, create: 0, stats: 0, bulk: 0 };
  private readonly limits: Readonly<Record<Priority, number>>;

  constructor(readonly inFlightMax: number) {
    const limitOf = (priority: Priority) => Math.ceil(inFlightMax * LOAD_SHARES[priority]);
    this.limits = {
      redirect: limitOf('redirect'),
      create: limitOf('create'),
      stats: limitOf('stats'),
      bulk: limitOf('bulk'),
    };
  }

  /** True when the request may be worked on; then `leave` must follow once it is answered. */
  enter(priority: Priority): boolean {
    const admitted = this.inFlight < this.limits[priority];
    if (admitted) this.inFlight += 1;
    else this.shed[priority] += 1;
    return admitted;
  }

  leave(): void {
    this.inFlight -= 1;
  }

  refusal(): Problem {
    return requestProblems.problem('overloaded', {
      detail: 'The service is working on as much as it can. Try again in a moment.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}
