import { Durations, REQUEST_BUCKETS_SECONDS } from '@fleetlink/service';

/** How long it takes what L1 does not know. Hits in L1 are not timed: they are answered in the same turn. */
export class ReadTimes {
  /** Of callers, by how it ended for them. */
  readonly waits = { answered: newDurations(), failed: newDurations() };
  /** Of asking each tier below. */
  readonly tiers = { l2: newDurations(), l3: newDurations() };

  async wait<Result>(work: () => Promise<Result>): Promise<Result> {
    const beganMs = performance.now();
    let outcome: keyof ReadTimes['waits'] = 'failed';
    try {
      const result = await work();
      outcome = 'answered';
      return result;
    } finally {
      this.waits[outcome].observe((performance.now() - beganMs) / 1000);
    }
  }
}

function newDurations(): Durations {
  return new Durations(REQUEST_BUCKETS_SECONDS);
}
