import type { DescribedClick } from './click-event.js';

/** What an envelope says besides its events. */
export interface EnvelopeHead {
  readonly v: 1;
  /** nanoid: stats counts an id once, however often it arrives. */
  readonly batchId: string;
  /** The spool folder that the batch was written to: one process start. */
  readonly source: string;
  /** Counts up within one source. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly cutAt: number;
}

/** A row of the text, in the order of its columns; `agent` is a place in the envelope's list of agents. */
export type EventRow = readonly [
  linkId: string,
  tenantId: string,
  name: string,
  at: number,
  visitor: string | null,
  country: string,
  referrerHost: string,
  language: string,
  agent: number,
  replayed: boolean,
];

const START_BYTES = 32 * 1024;

/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const BYTES_PER_UNIT_MAX = 3;

const COMMA = 0x2c;

/**
 * An envelope while it grows: `{"v":1,…,"events":[[…],…],"agents":["…",…]}` as bytes. Each event is written when it
 * happens, so that no click stays an object until its batch is cut: what lives that long costs garbage collection.
 * The few agents that most clicks have are written once.
 */
export class EnvelopeWriter {
  private bytes = Buffer.allocUnsafe(START_BYTES);
  private length = 0;
  private count = 0;
  private readonly agents = new Map<string, number>();

  /** Events written since the last cut. */
  get size(): number {
    return this.count;
  }

  add(event: DescribedClick): void {
    const { linkId, tenantId, name, at, visitor, country, referrerHost, language } = event;
    const agent = this.placeOf(event.agent);
    const replayed = event.replayed ?? false;
    const row: EventRow = [
      linkId,
      tenantId,
      name,
      at,
      visitor,
      country,
      referrerHost,
      language,
      agent,
      replayed,
    ];
    if (this.count > 0) this.bytes[this.length++] = COMMA;
    this.append(JSON.stringify(row));
    this.count += 1;
  }

  /** The whole envelope; the writer is empty afterwards. */
  cut({ v, batchId, source, seq, cutAt }: EnvelopeHead): Buffer {
    const head = JSON.stringify({ v, batchId, source, seq, cutAt });
    const text = Buffer.concat([
      Buffer.from(`${head.slice(0, -1)},"events":[`),
      this.bytes.subarray(0, this.length),
      Buffer.from(`],"agents":${JSON.stringify([...this.agents.keys()])}}`),
    ]);
    this.length = 0;
    this.count = 0;
    this.agents.clear();
    return text;
  }

  private placeOf(agent: string): number {
    const known = this.agents.get(agent);
    if (known !== undefined) return known;
    this.agents.set(agent, this.agents.size);
    return this.agents.size - 1;
  }

  private append(text: string): void {
    // One byte more: the comma before the next row.
    const needed = this.length + text.length * BYTES_PER_UNIT_MAX + 1;
    if (needed > this.bytes.length)
      this.bytes = Buffer.concat([this.bytes], Math.max(needed, 2 * this.bytes.length));
    this.length += this.bytes.write(text, this.length);
  }
}
