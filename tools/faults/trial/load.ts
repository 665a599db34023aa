const TICK_MS = 5;

/** Beyond, an operation of the schedule is left out: a fleet that answers nothing must not fill the memory. */
const IN_FLIGHT_MAX = 4_000;

export interface LoadOptions {
  readonly perSecond: number;
  readonly random: () => number;
  /** Starts one operation; what it does follows from `random` alone. */
  readonly step: (random: () => number) => Promise<unknown>;
}

/**
 * Operations at the pace of a clock, whether the earlier ones are answered or not. The same seed gives the same
 * operations in the same order.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #startedAt = performance.now();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;
  #due = 0;
  #leftOut = 0;
  #failure: Error | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Resolves when all that was begun has been answered. @throws what an operation threw. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
    if (this.#failure) throw this.#failure;
    if (this.#leftOut > 0)
      throw new Error(`the load was never tried as a whole: ${this.#leftOut} operations were left out`);
  }

  #tick(): void {
    const { perSecond, random, step } = this.#options;
    const dueByNow = Math.floor(((performance.now() - this.#startedAt) * perSecond) / 1000);
    for (; this.#due < dueByNow; this.#due += 1) {
      if (this.#inFlight.size >= IN_FLIGHT_MAX) {
        this.#leftOut += 1;
        continue;
      }
      const answered: Promise<unknown> = step(random)
        .catch((error: Error) => (this.#failure ??= error))
        .finally(() => this.#inFlight.delete(answered));
      this.#inFlight.add(answered);
    }
  }
}
