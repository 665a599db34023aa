import type { TallyOutcome } from './tally.store.js';

/** The outcomes of this process's tallies added up, as plain numbers that a metrics collector reads. */
export class TallyCounters {
  private readonly sums = {
    batches: 0,
    duplicates: 0,
    tooLateBatches: 0,
    clicks: 0,
    bots: 0,
    tooOld: 0,
    tooFarAhead: 0,
  };

  add(outcome: TallyOutcome): void {
    for (const key of Object.keys(this.sums) as (keyof TallyOutcome)[]) this.sums[key] += outcome[key];
  }

  values(): TallyOutcome {
    return { ...this.sums };
  }
}
