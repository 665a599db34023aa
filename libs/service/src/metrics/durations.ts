/** A histogram in plain numbers, for paths that pay for every observation. */
export class Durations {
  /** Not cumulated; the last one counts what is above every bound. */
  readonly counts: number[];
  sumSeconds = 0;

  /** @param bounds upper bounds in seconds, ascending */
  constructor(readonly bounds: readonly number[]) {
    this.counts = [...bounds, Infinity].map(() => 0);
  }

  observe(seconds: number): void {
    let at = 0;
    while (at < this.bounds.length && seconds > this.bounds[at]!) at += 1;
    this.counts[at]! += 1;
    this.sumSeconds += seconds;
  }

  /** Observes how long it takes until `work` is settled, either way. */
  async time<Result>(work: () => Promise<Result>): Promise<Result> {
    const beganMs = performance.now();
    try {
      return await work();
    } finally {
      this.observe((performance.now() - beganMs) / 1000);
    }
  }
}
