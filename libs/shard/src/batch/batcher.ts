import { deadlinePassed } from '@fleetlink/problem';
import { inSharedSpan } from '@fleetlink/trace';
import { RETRY_AFTER_SECONDS, shardProblems } from '../shard.errors.js';
import { Waiter } from './waiter.js';

export interface BatcherLimits {
  readonly batchSizeMax: number;
  /** Batches under way at one time; what comes meanwhile waits and travels with the next. */
  readonly inFlightMax: number;
  /** Items that may wait; beyond, callers are told to come back. */
  readonly waitingMax: number;
}

export interface BatcherOptions extends BatcherLimits {
  /** How traces call a batch. */
  readonly name: string;
}

/**
 * Runs a batch and answers in the order of its items; an error among the answers fails the caller of that item alone.
 * `untilMs` is the deadline of whoever can wait longest.
 */
export type RunBatch<Item, Result> = (items: Item[], untilMs: number) => Promise<(Result | Error)[]>;

/**
 * Lets what many callers ask for in one turn of the event loop travel as one statement, which costs a
 * database far less than as many single ones (docs/performance.md).
 */
export class Batcher<Item, Result> {
  private waiting: Waiter<Item, Result>[] = [];
  private inFlight = 0;
  private scheduled = false;

  constructor(
    private readonly run: RunBatch<Item, Result>,
    private readonly options: BatcherOptions,
  ) {}

  /**
   * @param untilMs when the caller goes, in the queue as well as under way.
   * @throws {Problem} of kind `unavailable`; `deadline/passed` and `shard/busy` say that the item was never sent.
   */
  submit(item: Item, untilMs: number): Promise<Result> {
    if (this.waiting.length >= this.options.waitingMax)
      return Promise.reject(
        shardProblems.problem('busy', {
          detail: 'More requests are waiting for a database than may wait.',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }),
      );
    const waiter = new Waiter<Item, Result>(item, untilMs);
    this.waiting.push(waiter);
    this.schedule();
    return waiter.answer;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.waiting.length > 0 && this.inFlight < this.options.inFlightMax) void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const batch = this.nextBatch();
    if (batch.length === 0) return;
    this.inFlight += 1;
    try {
      const untilMs = Math.max(...batch.map((waiter) => waiter.untilMs));
      const items = batch.map((waiter) => waiter.send());
      const results = await inSharedSpan(this.spanOf(batch), () => this.run(items, untilMs));
      batch.forEach((waiter, index) => waiter.settle(results[index]!));
    } catch (error) {
      for (const waiter of batch) waiter.settle(error as Error);
    } finally {
      this.inFlight -= 1;
      if (this.waiting.length > 0) this.schedule();
    }
  }

  private spanOf(batch: readonly Waiter<Item, Result>[]) {
    const callers = batch.flatMap(({ span }) => span ?? []);
    return { name: this.options.name, attributes: { 'fleetlink.batch.size': batch.length }, callers };
  }

  /** Whoever's time is over is sent away: under overload a queue of old work would keep fresh work from being done. */
  private nextBatch(): Waiter<Item, Result>[] {
    const nowMs = performance.now();
    const taken = this.waiting.splice(0, this.options.batchSizeMax);
    for (const waiter of taken) if (waiter.untilMs <= nowMs) waiter.settle(deadlinePassed());
    return taken.filter((waiter) => waiter.untilMs > nowMs);
  }
}
