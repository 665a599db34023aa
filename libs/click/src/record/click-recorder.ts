import { nanoid } from 'nanoid';
import type { ClickSettings } from '../click.settings.js';
import type { ClickCounters } from '../click-counters.js';
import type { ClickFacts, DescribedClick } from '../event/click-event.js';
import { serialiseEnvelope } from '../event/click-envelope.js';
import type { ClickSpool } from '../spool/click-spool.js';
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
  readonly spooledBytesMax: number;
  readonly batchesWaiting: number;
}

/** A batch that was cut and is not on disk yet. */
interface CutBatch {
  readonly envelope: string;
  readonly events: number;
}

/** Takes clicks from the redirect path without ever making it wait, and sees that none gets lost on the way. */
export class ClickRecorder {
  /** Described when their batch is cut: all at once costs half of what one by one among redirects does. */
  private open: ClickFacts[] = [];
  private readonly sender: SpoolSender | undefined;
  private readonly clock: () => number;
  private readonly cut: CutBatch[] = [];
  private cutEvents = 0;
  private spooling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;
  private seq = 0;

  constructor(private readonly parts: RecorderParts) {
    this.sender = parts.bus ? new SpoolSender(parts.spool, parts.bus, parts.settings) : undefined;
    this.clock = parts.clock ?? Date.now;
  }

  async start(): Promise<void> {
    this.parts.spool.onAdopted = () => this.sender?.wake();
    await this.parts.spool.start();
    this.sender?.wake();
    this.timer = setInterval(() => void this.spoolAll(), this.parts.settings.batchMs).unref();
  }

  /** Never waits and never throws: what memory does not hold is dropped and counted. */
  record(facts: ClickFacts): void {
    const { bufferEventsMax, batchEventsMax } = this.parts.settings;
    if (this.buffered >= bufferEventsMax) {
      this.counters.droppedBufferFull += 1;
      return;
    }
    this.counters.recorded += 1;
    this.open.push(facts);
    if (this.open.length < batchEventsMax) return;
    this.cutBatch();
    if (this.timer !== undefined) void this.spoolCut();
  }

  get counters(): ClickCounters {
    return this.parts.spool.counters;
  }

  gauges(): ClickGauges {
    const { spool } = this.parts;
    return {
      buffered: this.buffered,
      spooledBytes: spool.bytes,
      spooledBytesMax: spool.bytesMax,
      batchesWaiting: spool.waiting,
    };
  }

  /** Everything recorded so far is on disk when this resolves. */
  async flush(): Promise<void> {
    await this.spoolAll();
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

  private get buffered(): number {
    return this.cutEvents + this.open.length;
  }

  private spoolAll(): Promise<void> {
    if (this.open.length > 0) this.cutBatch();
    return this.spoolCut();
  }

  private cutBatch(): void {
    const events = this.described(this.open);
    const traces = this.open.flatMap(({ trace }) => trace ?? []);
    this.open = [];
    if (events.length === 0) return;
    this.seq += 1;
    const { source } = this.parts.spool;
    const envelope = serialiseEnvelope({
      v: 1,
      batchId: nanoid(),
      source,
      seq: this.seq,
      cutAt: this.clock(),
      traces,
      events,
    });
    this.cut.push({ envelope, events: events.length });
    this.cutEvents += events.length;
  }

  /** One odd click must not cost its batch, nor the process. */
  private described(facts: readonly ClickFacts[]): DescribedClick[] {
    const events: DescribedClick[] = [];
    for (const one of facts) {
      try {
        events.push(this.parts.describer.describe(one));
      } catch {
        this.counters.droppedUndescribed += 1;
      }
    }
    return events;
  }

  /** A running write is joined: batches reach the disk in order. */
  private spoolCut(): Promise<void> {
    if (this.cut.length > 0) this.spooling ??= this.spoolWhileCut();
    return this.spooling ?? Promise.resolve();
  }

  private async spoolWhileCut(): Promise<void> {
    for (let batch = this.cut.shift(); batch !== undefined; batch = this.cut.shift()) {
      if (await this.parts.spool.append(batch.envelope, batch.events)) this.sender?.wake();
      this.cutEvents -= batch.events;
    }
    this.spooling = undefined;
  }
}
