import type { BusMessage } from './group-delivery.js';

/**
 * The channel between the recorder and the tally of one process. It is bounded: a sender waits for room. What is in it
 * is also in the spool, so nothing is lost with the process.
 */
export class MemoryBus {
  private readonly queue: BusMessage[] = [];
  /** Senders that wait for room, first come first served, so that one source's batches stay in order. */
  private readonly waiting: BusMessage[] = [];
  private wakeTaker: (() => void) | undefined;
  private closed = false;

  constructor(private readonly limits: { readonly busBatchesMax: number }) {}

  get length(): number {
    return this.queue.length;
  }

  /** Resolves when the envelope has been counted or set aside as dead; rejects when it has to be sent again. */
  push(text: string): Promise<void> {
    if (this.closed) return Promise.reject(new Error('The click bus is closed.'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ text, done: resolve, refuse: reject });
    this.letIn();
    return promise;
  }

  /** Waits for at least one message and takes up to `countMax`; none when the bus is closed and empty. */
  async take(countMax: number): Promise<BusMessage[]> {
    while (!this.closed && this.queue.length === 0)
      await new Promise<void>((resolve) => (this.wakeTaker = resolve));
    const taken = this.queue.splice(0, countMax);
    this.letIn();
    return taken;
  }

  /** No more is let in; what is in may still be taken out. */
  close(): void {
    this.closed = true;
    for (const message of this.waiting.splice(0)) message.refuse(new Error('The click bus is closed.'));
    this.wakeTaker?.();
  }

  private letIn(): void {
    const room = this.limits.busBatchesMax - this.queue.length;
    this.queue.push(...this.waiting.splice(0, room));
    this.wakeTaker?.();
  }
}
