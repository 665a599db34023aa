import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zeroCounters, type ClickCounters } from '../click-counters.js';
import { FrameBuffer } from './frame.js';
import { Segment } from './segment.js';
import { SpoolFolders } from './spool-folders.js';
import { thisProcess, type SpoolOwner } from './spool-owner.js';

export interface SpoolOptions {
  /** DATA_DIR/spool; processes may share it. */
  readonly root: string;
  readonly settings: {
    readonly spoolBytesMax: number;
    readonly spoolSegmentBytesMax: number;
    readonly spoolSyncMs: number;
  };
  readonly counters?: ClickCounters;
  readonly owner?: SpoolOwner;
}

/** A batch on its way from the spool to the bus. */
export interface SpooledBatch {
  readonly envelope: string;
  readonly home: Home;
}

interface Home {
  readonly segment: Segment;
  readonly folder: string;
}

const SEGMENT_SUFFIX = '.seg';

/** Folders of dead processes are looked for, and the own ones marked alive, this often. */
const ADOPT_MS = 15_000;

/**
 * Batches on disk between the cut and the moment the bus has them safe. What a dead process left is adopted and sent
 * with the batch ids it had, so that stats recognises what it has counted before.
 */
export class ClickSpool {
  readonly counters: ClickCounters;
  /** Called when another process's batches were adopted. */
  onAdopted: () => void = () => {};
  private readonly folders: SpoolFolders;
  private readonly buffer = new FrameBuffer();
  private homes: Home[] = [];
  private active: Home | undefined;
  private folder = '';
  private segmentsMade = 0;
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly options: SpoolOptions) {
    this.counters = options.counters ?? zeroCounters();
    this.folders = new SpoolFolders(options.root, options.owner ?? thisProcess());
  }

  /** Makes this process's folder and adopts those of dead ones. */
  async start(): Promise<void> {
    this.folder = await this.folders.create();
    await this.adopt();
    this.timers = [
      setInterval(() => void this.sync(), this.options.settings.spoolSyncMs).unref(),
      setInterval(() => void this.adopt().catch(() => {}), ADOPT_MS).unref(),
    ];
  }

  /** Names the process in the batches it cuts. */
  get source(): string {
    return this.folder;
  }

  get bytes(): number {
    return this.homes.reduce((sum, { segment }) => sum + segment.bytes, 0);
  }

  get bytesMax(): number {
    return this.options.settings.spoolBytesMax;
  }

  /** Batches that the bus has not made safe yet. */
  get waiting(): number {
    return this.homes.reduce((sum, { segment }) => sum + segment.waiting, 0);
  }

  /** Writes one batch behind the others; one call at a time. False when it was dropped, which is counted here. */
  async append(envelope: string, events: number): Promise<boolean> {
    const frame = this.buffer.frame(envelope);
    if (this.bytes + frame.length > this.options.settings.spoolBytesMax) {
      this.counters.droppedSpoolFull += events;
      return false;
    }
    try {
      await (await this.writable()).segment.append(frame, envelope);
    } catch {
      this.counters.droppedSpoolFailed += events;
      return false;
    }
    this.counters.batchesSpooled += 1;
    return true;
  }

  /** The next batch to send, or undefined when all are under way; one call at a time. */
  async next(): Promise<SpooledBatch | undefined> {
    for (const home of this.homes) {
      try {
        const envelope = await home.segment.next();
        if (envelope !== undefined) return { envelope, home };
      } catch {
        await this.giveUp(home);
      }
    }
    return undefined;
  }

  /** The bus has the batch safe; a file of which that is true for all is deleted. */
  async release({ home }: SpooledBatch): Promise<void> {
    home.segment.release();
    await this.sweep(home);
  }

  async sync(): Promise<void> {
    await this.active?.segment.sync().catch(() => (this.counters.syncFailures += 1));
  }

  /** Claims the spools of processes that ended, to send what they could not. */
  async adopt(): Promise<void> {
    await this.folders.beat();
    const names = await this.folders.adoptDead();
    for (const name of names) await this.recover(name);
    if (names.length > 0) this.onAdopted();
  }

  /** What is unsent stays on disk for whoever starts next. */
  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.sync();
    await this.active?.segment.seal();
    this.active = undefined;
    for (const home of this.homes) await this.sweep(home);
    await Promise.all(this.homes.map(({ segment }) => segment.close()));
    if (this.folder !== '') await this.folders.remove(this.folder);
  }

  private async writable(): Promise<Home> {
    if (this.active && this.active.segment.bytes < this.options.settings.spoolSegmentBytesMax)
      return this.active;
    const full = this.active;
    this.segmentsMade += 1;
    const file = `${String(this.segmentsMade).padStart(8, '0')}${SEGMENT_SUFFIX}`;
    const segment = await Segment.create(join(this.folders.pathOf(this.folder), file));
    await syncFolder(this.folders.pathOf(this.folder));
    this.active = { segment, folder: this.folder };
    this.homes.push(this.active);
    await full?.segment.seal();
    if (full) await this.sweep(full);
    return this.active;
  }

  private async recover(folder: string): Promise<void> {
    const files = await readdir(this.folders.pathOf(folder));
    for (const file of files.filter((name) => name.endsWith(SEGMENT_SUFFIX)).sort()) {
      // A file that cannot be read now stays where it is, for the next start.
      const found = await Segment.recover(join(this.folders.pathOf(folder), file)).catch(() => undefined);
      if (found === undefined) continue;
      if (found.tornBytes > 0) this.countTorn(found.tornBytes);
      this.counters.batchesReplayed += found.batches;
      const home = { segment: found.segment, folder };
      this.homes.push(home);
      await this.sweep(home);
    }
    await this.folders.remove(folder);
  }

  private async sweep(home: Home): Promise<void> {
    if (!home.segment.finished || !this.homes.includes(home)) return;
    this.homes = this.homes.filter((other) => other !== home);
    // A file that cannot be deleted is sent again by the next start, and counted once all the same.
    await home.segment.delete().catch(() => {});
    if (home.folder !== this.folder) await this.folders.remove(home.folder);
  }

  private async giveUp(home: Home): Promise<void> {
    this.countTorn(home.segment.giveUp().bytes);
    await this.sweep(home);
  }

  private countTorn(bytes: number): void {
    this.counters.tornTails += 1;
    this.counters.tornBytes += bytes;
  }
}

/** A new file survives a power cut only once its folder is on disk. Windows cannot and need not do this. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
