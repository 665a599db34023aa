import { deadlinePassed } from '@fleetlink/problem';
import { RETRY_AFTER_SECONDS, shardProblems } from '../shard.errors.js';

/** Node's timers take no longer times; who may wait longer than this waits for the answer itself. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** One caller of a batcher: answered, or sent away when its time is over. */
export class Waiter<Item, Result> {
  readonly answer: Promise<Result>;
  private resolve!: (result: Result) => void;
  private reject!: (reason: Error) => void;
  private readonly timer: NodeJS.Timeout | undefined;
  private isSent = false;

  constructor(
    private readonly item: Item,
    readonly untilMs: number,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    const leftMs = untilMs - performance.now();
    if (leftMs < TIMER_MS_MAX) this.timer = setTimeout(() => this.sendAway(), Math.max(0, leftMs));
  }

  send(): Item {
    this.isSent = true;
    return this.item;
  }

  settle(result: Result | Error): void {
    clearTimeout(this.timer);
    if (result instanceof Error) this.reject(result);
    else this.resolve(result);
  }

  private sendAway(): void {
    this.reject(this.isSent ? unanswered() : deadlinePassed());
  }
}

function unanswered() {
  return shardProblems.problem('unanswered', {
    detail: 'A shard did not answer within the time for this request.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
