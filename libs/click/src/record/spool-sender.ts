import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickSpool, SpooledBatch } from '../spool/click-spool.js';

/** Takes one serialised envelope; resolves when it is safe to forget, rejects when it is not. */
export interface ClickBus {
  send(envelope: string): Promise<void>;
}

const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 5000;

/** Carries batches from the spool to the bus, some at a time. A bus that is away is asked again for ever. */
export class SpoolSender {
  private inFlight = 0;
  private pumping = false;
  private wakeAgain = false;
  private readonly stop = new AbortController();

  constructor(
    private readonly spool: ClickSpool,
    private readonly bus: ClickBus,
    private readonly limits: { readonly sendsInFlightMax: number },
  ) {}

  /** Something may wait in the spool. */
  wake(): void {
    this.wakeAgain = true;
    if (this.pumping || this.stop.signal.aborted) return;
    this.pumping = true;
    void this.pump().finally(() => {
      this.pumping = false;
    });
  }

  /** Waits until the spool is empty, at most `deadlineMs`. */
  async drain(deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while (this.spool.waiting > 0 && Date.now() < deadline) {
      this.wake();
      await sleep(Math.min(10, deadlineMs));
    }
  }

  /** Gives up what is not safe yet: it stays in the spool. */
  close(): void {
    this.stop.abort();
  }

  private async pump(): Promise<void> {
    while (this.inFlight < this.limits.sendsInFlightMax && !this.stop.signal.aborted) {
      this.wakeAgain = false;
      const batch = await this.spool.next();
      if (batch !== undefined) {
        this.inFlight += 1;
        void this.send(batch);
      } else if (!this.wakeAgain) return;
    }
  }

  private async send(batch: SpooledBatch): Promise<void> {
    for (let tries = 0; !this.stop.signal.aborted; tries += 1) {
      if (await this.sent(batch.envelope)) {
        this.spool.counters.batchesSent += 1;
        await this.spool.release(batch);
        break;
      }
      await this.pause(tries);
    }
    this.inFlight -= 1;
    this.wake();
  }

  private async sent(envelope: string): Promise<boolean> {
    try {
      await this.bus.send(envelope);
      return true;
    } catch {
      this.spool.counters.sendFailures += 1;
      return false;
    }
  }

  /** Doubles from try to try and is spread, so that many processes do not return to a bus at one time. */
  private async pause(tries: number): Promise<void> {
    const longest = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(tries, 10));
    await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal: this.stop.signal }).catch(() => {});
  }
}
