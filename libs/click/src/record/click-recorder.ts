import { nanoid } from 'nanoid';
import type { ClickSettings } from '../click.settings.js';
import { serialiseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { eventFault } from '../event/event-check.js';
import type { ClickEvent, ClickFacts } from '../event/click-event.js';
import type { ClickSpool } from '../spool/click-spool.js';
import { ClickBuffer } from './click-buffer.js';
import type { ClickCounters } from '../click-counters.js';
import type { ClickDescriber } from './click-describer.js';
import { SpoolSender, type ClickBus } from './spool-sender.js';

export interface RecorderParts {
  readonly describer: Pick<ClickDescriber, 'describe'>;
  readonly spool: ClickSpool;
  /** Null keeps clicks in the bounded spool until a process with a bus adopts it. */
  readonly bus: ClickBus | null;
  readonly settings: Pick<
    ClickSettings,
    'bufferEventsMax' | 'batchEventsMax' | 'batchMs' | 'sendsInFlightMax' | 'drainMs'
  >;
  readonly clock?: () => number;
}

export interface ClickGauges {
  readonly buffered: number;
  readonly spooledBytes: number;
  readonly batchesWaiting: number;
}

/** Takes clicks from the redirect path without ever making it wait, and sees that none gets lost on the way. */
export class ClickRecorder {
  private readonly buffer: ClickBuffer;
  private readonly sender: SpoolSender | undefined;
  private readonly clock: () => number;
  private timer: NodeJS.Timeout | undefined;
  private cutting: Promise<void> | undefined;
  private wakeDue = false;
  private closing: Promise<void> | undefined;
  private seq = 0;

  constructor(private readonly parts: RecorderParts) {
    this.buffer = new ClickBuffer(parts.settings.bufferEventsMax);
    this.sender = parts.bus ? new SpoolSender(parts.spool, parts.bus, parts.settings) : undefined;
    this.clock = parts.clock ?? Date.now;
  }

  async start(): Promise<void> {
    this.parts.spool.onAdopted = () => this.sender?.wake();
    await this.parts.spool.start();
    this.sender?.wake();
    this.timer = setInterval(() => void this.cut(1), this.parts.settings.batchMs).unref();
  }

  /** Never waits and never throws: a full buffer drops the click and counts it. */
  record(facts: ClickFacts): void {
    if (!this.buffer.push(facts)) {
      this.counters.droppedBufferFull += 1;
      return;
    }
    this.counters.recorded += 1;
    if (this.wakeDue || this.timer === undefined) return;
    if (this.buffer.size < this.parts.settings.batchEventsMax) return;
    this.wakeDue = true;
    setImmediate(this.cutFull);
  }

  get counters(): ClickCounters {
    return this.parts.spool.counters;
  }

  gauges(): ClickGauges {
    const { spool } = this.parts;
    return { buffered: this.buffer.size, spooledBytes: spool.bytes, batchesWaiting: spool.waiting };
  }

  /** Everything recorded so far is on disk when this resolves. */
  async flush(): Promise<void> {
    await this.cut(1);
    await this.cut(1);
    await this.parts.spool.sync();
  }

  /** Puts everything on disk, gives the bus a bounded time, and leaves the rest to the next start. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    await this.sender?.drain(this.parts.settings.drainMs);
    this.sender?.close();
    await this.parts.spool.close();
  }

  private readonly cutFull = (): void => {
    this.wakeDue = false;
    void this.cut(this.parts.settings.batchEventsMax);
  };

  /** Cuts batches while at least `eventsMin` clicks wait. A running cut is joined: batches are written in order. */
  private cut(eventsMin: number): Promise<void> {
    this.cutting ??= this.cutWhile(eventsMin).finally(() => {
      this.cutting = undefined;
    });
    return this.cutting;
  }

  private async cutWhile(eventsMin: number): Promise<void> {
    while (this.buffer.size >= eventsMin) {
      const batch = this.batchOf(this.buffer.take(this.parts.settings.batchEventsMax));
      if (batch.events.length === 0) continue;
      const spooled = await this.parts.spool.append(
        Buffer.from(serialiseEnvelope(batch)),
        batch.events.length,
      );
      if (spooled) this.sender?.wake();
    }
  }

  private batchOf(facts: readonly ClickFacts[]): ClickEnvelope {
    const batchId = nanoid();
    const events: ClickEvent[] = [];
    for (const [index, fact] of facts.entries()) {
      const event = this.described(fact, `${batchId}.${index}`);
      if (event === undefined) this.counters.droppedUndescribed += 1;
      else events.push(event);
    }
    this.seq += 1;
    return {
      v: 1,
      batchId,
      source: this.parts.spool.source,
      seq: this.seq,
      cutAt: this.clock(),
      events,
    };
  }

  /** Undefined when a click makes no event that stats would take: one odd click must not cost its batch. */
  private described(facts: ClickFacts, clickId: string): ClickEvent | undefined {
    try {
      const event = this.parts.describer.describe(facts, clickId);
      return eventFault(event) === undefined ? event : undefined;
    } catch {
      return undefined;
    }
  }
}
