import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '@fleetlink/redis';
import { nanoid } from 'nanoid';
import type { ClickSettings } from '../click.settings.js';
import { serialiseEnvelope } from '../event/click-envelope.js';
import type { DescribedClick } from '../event/click-event.js';
import { eventFault } from '../event/event-check.js';
import type { ClickDescriber } from '../record/click-describer.js';
import type { ClickBus } from '../record/spool-sender.js';
import type { EdgeBookmark, EdgeBookmarkFile, EdgeCut } from './edge-bookmark.file.js';
import { zeroEdgeCounters } from './edge-counters.js';
import { CUT_BYTES_MAX, cutLength, linesIn } from './edge-cut.js';
import { parseEdgeLine } from './edge-line.js';
import type { EdgeLog, EdgeLogFile } from './edge-log.js';
import type { EdgeSettings } from './edge.settings.js';

export interface EdgeShipperParts {
  readonly log: EdgeLog;
  readonly bookmarks: EdgeBookmarkFile;
  readonly describer: Pick<ClickDescriber, 'describe'>;
  readonly bus: ClickBus;
  readonly settings: Pick<EdgeSettings, 'logBytesMax' | 'pollMs'> &
    Pick<ClickSettings, 'batchEventsMax' | 'drainMs'>;
  readonly clock?: () => number;
}

/**
 * Carries the hits of the gateway's cache from its log to the bus. The log is the spool: a batch is a piece of a file
 * that is written down before it is sent, so that a process which ends in between sends the same piece again under the
 * same id, and stats counts it once.
 */
export class EdgeShipper {
  readonly counters = zeroEdgeCounters();
  private readonly closing = new AbortController();
  private readonly givingUp = new AbortController();
  private readonly clock: () => number;
  private bookmark!: EdgeBookmark;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: EdgeShipperParts) {
    this.clock = parts.clock ?? Date.now;
  }

  /** How many bytes may wait. */
  get bytesMax(): number {
    return this.parts.settings.logBytesMax;
  }

  /** Bytes of the log that are not counted yet. */
  async bytesWaiting(): Promise<number> {
    return this.sumUncounted(await this.parts.log.files());
  }

  /** @throws {Error} when the bookmark cannot be understood. */
  async start(): Promise<void> {
    this.bookmark = await this.parts.bookmarks.read();
    this.running = this.run();
  }

  /** Ships what is in the log by now, within `drainMs`; the rest waits for the next start. */
  async close(): Promise<void> {
    this.closing.abort();
    const limit = setTimeout(() => this.givingUp.abort(), this.parts.settings.drainMs);
    await this.running;
    clearTimeout(limit);
  }

  private async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.passQuietly();
      await sleep(this.parts.settings.pollMs, undefined, { signal: this.closing.signal }).catch(() => {});
    }
    await this.passQuietly();
  }

  private async passQuietly(): Promise<void> {
    await this.pass().catch(() => (this.counters.passFailures += 1));
  }

  /** Ships what stands in the log when it begins. */
  private async pass(): Promise<void> {
    const files = await this.look();
    const { underway } = this.bookmark;
    if (underway !== null && files.some(({ name }) => name === underway.file)) {
      this.counters.batchesAgain += 1;
      if (!(await this.ship(underway))) return;
    }
    for (const file of files) {
      for (let cut = await this.cutNext(file); cut; cut = await this.cutNext(file))
        if (!(await this.ship(cut))) return;
      if (file.isComplete) await this.parts.log.remove(file.name);
    }
  }

  /** Written down before it is sent. @returns undefined when the rest is no whole line yet, or nothing. */
  private async cutNext({ name, bytes, isComplete }: EdgeLogFile): Promise<EdgeCut | undefined> {
    const { log, bookmarks, settings } = this.parts;
    const from = this.counted(name);
    const rest = await log.read(name, from, Math.min(CUT_BYTES_MAX, bytes - from));
    const length = cutLength(rest, settings.batchEventsMax, isComplete);
    if (length === 0) return undefined;
    const seq = this.bookmark.seq + 1;
    const cut = { file: name, from, to: from + length, batchId: nanoid(), seq, cutAt: this.clock() };
    const next = { ...this.bookmark, seq, underway: cut };
    await log.sync(name);
    await bookmarks.write(next);
    this.bookmark = next;
    return cut;
  }

  /** @returns false when the process ends first. */
  private async ship({ file, from, to, batchId, seq, cutAt }: EdgeCut): Promise<boolean> {
    const lines = linesIn(await this.parts.log.read(file, from, to - from));
    const events = lines.map((line) => this.eventOf(line)).filter((event) => event !== undefined);
    const { source, counted } = this.bookmark;
    const envelope = serialiseEnvelope({ v: 1, batchId, source, seq, cutAt, events });
    if (events.length > 0 && !(await this.send(envelope))) return false;
    this.counters.clicks += events.length;
    this.counters.badLines += lines.length - events.length;
    this.bookmark = { ...this.bookmark, counted: { ...counted, [file]: to }, underway: null };
    return true;
  }

  private eventOf(line: string): DescribedClick | undefined {
    const facts = parseEdgeLine(line);
    const event = facts && this.parts.describer.describe(facts);
    return event && eventFault(event) === undefined ? event : undefined;
  }

  /** A bus that is away is asked again until the process ends. */
  private async send(envelope: string): Promise<boolean> {
    const { signal } = this.givingUp;
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        await this.parts.bus.send(envelope);
        this.counters.batches += 1;
        return true;
      } catch {
        this.counters.sendFailures += 1;
      }
      await this.look();
      await sleep(backOffMs(tries), undefined, { signal }).catch(() => {});
    }
    return false;
  }

  private counted(name: string): number {
    return this.bookmark.counted[name] ?? 0;
  }

  private sumUncounted(files: readonly EdgeLogFile[]): number {
    return files.reduce((sum, { name, bytes }) => sum + bytes - this.counted(name), 0);
  }

  /** The files there are, after the oldest have made room where the limit asks for it. */
  private async look(): Promise<EdgeLogFile[]> {
    let files = await this.parts.log.files();
    const counted = Object.fromEntries(files.map(({ name }) => [name, this.counted(name)]));
    this.bookmark = { ...this.bookmark, counted };
    while (this.sumUncounted(files) > this.parts.settings.logBytesMax) {
      const oldest = files.find((file) => !this.isHeld(file));
      if (oldest === undefined) break;
      this.counters.droppedBytes += oldest.bytes - this.counted(oldest.name);
      await this.parts.log.remove(oldest.name);
      files = files.filter((file) => file !== oldest);
    }
    return files;
  }

  /** By nginx, or by the bus that may have a part of it. */
  private isHeld({ name, isComplete }: EdgeLogFile): boolean {
    return !isComplete || name === this.bookmark.underway?.file;
  }
}
