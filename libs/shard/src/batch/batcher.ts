import { RETRY_AFTER_SECONDS, shardProblems } from '../shard.errors.js';

export interface BatcherLimits {
  readonly batchSizeMax: number;
  /** Batches under way at one time; what comes meanwhile waits and travels with the next. */
  readonly inFlightMax: number;
  /** Items that may wait; beyond, callers are told to come back. */
  readonly waitingMax: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Lets what many callers ask for in one turn of the event loop travel as one statement, which costs a
 * database far less than as many single ones (docs/performance.md). `run` answers in the order of its items; an
 * error among the answers fails the caller of that item alone.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private inFlight = 0;
  private scheduled = false;

  constructor(
    private readonly run: (items: Item[]) => Promise<(Result | Error)[]>,
    private readonly limits: BatcherLimits,
  ) {}

  submit(item: Item): Promise<Result> {
    if (this.waiting.length >= this.limits.waitingMax)
      return Promise.reject(
        shardProblems.problem('busy', {
          detail: 'More requests are waiting for a database than may wait.',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        }),
      );
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.waiting.length > 0 && this.inFlight < this.limits.inFlightMax) void this.runNext();
    });
  }

  private async runNext(): Promise<void> {
    const batch = this.waiting.splice(0, this.limits.batchSizeMax);
    this.inFlight += 1;
    try {
      const results = await this.run(batch.map(({ item }) => item));
      batch.forEach((waiting, index) => settle(waiting, results[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.inFlight -= 1;
      if (this.waiting.length > 0) this.schedule();
    }
  }
}

function settle<Item, Result>({ resolve, reject }: Waiting<Item, Result>, result: Result | Error): void {
  if (result instanceof Error) reject(result);
  else resolve(result);
}
