import { ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { contextOf, isSampled, spanContextOf } from './traceparent.js';

export const headSamplerLimits = {
  /** Anybody may send a traceparent that says "sampled": so many a second are believed. */
  askedPerSecondMax: 100,
} as const;

const SECOND_MS = 1000;

/**
 * Decides whether a request is traced, from its head alone: what came before has decided for it, else chance does. It is
 * asked for every redirect and makes nothing for those that are not traced.
 */
export class HeadSampler {
  private secondEndsMs = -Infinity;
  private asked = 0;

  constructor(
    private readonly ratio: number,
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  /** Where the request's span belongs; undefined when there is to be none. */
  contextFor(traceparent: string | undefined): Context | undefined {
    const caller = traceparent === undefined ? undefined : spanContextOf(traceparent);
    if (caller === undefined) return this.random() < this.ratio ? ROOT_CONTEXT : undefined;
    return isSampled(caller) && this.admits() ? contextOf(caller) : undefined;
  }

  private admits(): boolean {
    const nowMs = this.now();
    if (nowMs >= this.secondEndsMs) {
      this.secondEndsMs = nowMs + SECOND_MS;
      this.asked = 0;
    }
    this.asked += 1;
    return this.asked <= headSamplerLimits.askedPerSecondMax;
  }
}
