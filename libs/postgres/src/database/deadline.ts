import { within } from '@fleetlink/problem';
import { deadlinePassed } from './postgres.errors.js';

/** A moment by which something must be done, on a clock that never steps. */
export class Deadline {
  private readonly atMs: number;

  constructor(
    private readonly database: string,
    private readonly afterMs: number,
  ) {
    this.atMs = performance.now() + afterMs;
  }

  get leftMs(): number {
    return this.atMs - performance.now();
  }

  problem() {
    return deadlinePassed(this.database, this.afterMs);
  }

  /** The outcome of `work`, or the problem `postgres/deadline` if that takes too long. */
  over<Result>(work: Promise<Result>): Promise<Result> {
    return within(work, this.leftMs, () => this.problem());
  }
}
