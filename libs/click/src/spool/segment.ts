import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { FRAME_HEAD_BYTES, payloadAt, wholeFrames } from './frame.js';

/** Envelopes that the file being written keeps until they are sent, so that a bus that keeps up costs no reading. */
const FRESH_BATCHES_MAX = 8;

/** One file of the spool: written at its end, read from its beginning, deleted when all of it is safe. */
export class Segment {
  private handle: FileHandle | undefined;
  private bytesRead = 0;
  private unread = 0;
  private outstanding = 0;
  private dirty = false;
  /** The first of the unread envelopes, while none but those is unread. */
  private fresh: string[] = [];

  private constructor(
    readonly path: string,
    /** True while this process may still write to it. */
    private writable: boolean,
    private bytesWhole: number,
  ) {}

  static async create(path: string): Promise<Segment> {
    const segment = new Segment(path, true, 0);
    segment.handle = await open(path, 'wx+');
    return segment;
  }

  /** Opens what another process left. Bytes after the last whole frame are ignored, and told as `tornBytes`. */
  static async recover(path: string): Promise<{ segment: Segment; batches: number; tornBytes: number }> {
    const bytes = await readFile(path);
    const { count, end } = wholeFrames(bytes);
    const segment = new Segment(path, false, end);
    segment.unread = count;
    return { segment, batches: count, tornBytes: bytes.length - end };
  }

  get bytes(): number {
    return this.bytesWhole;
  }

  /** Batches of this file that the bus has not taken yet. */
  get waiting(): number {
    return this.unread + this.outstanding;
  }

  get finished(): boolean {
    return !this.writable && this.waiting === 0;
  }

  /** Writes behind the last whole frame, so that a write that failed half-way is written over. */
  async append(frame: Buffer, envelope: string): Promise<void> {
    const { bytesWritten } = await this.handle!.write(frame, 0, frame.length, this.bytesWhole);
    if (bytesWritten !== frame.length) throw new Error('the disk took only a part of the batch');
    if (this.fresh.length === this.unread && this.unread < FRESH_BATCHES_MAX) this.fresh.push(envelope);
    this.bytesWhole += frame.length;
    this.unread += 1;
    this.dirty = true;
  }

  async sync(): Promise<void> {
    if (!this.dirty) return;
    this.dirty = false;
    await this.handle!.datasync();
  }

  /** The next batch in order of writing, or undefined when all have been handed out. */
  async next(): Promise<string | undefined> {
    if (this.unread === 0) return undefined;
    const envelope = this.fresh.shift() ?? (await this.read());
    this.bytesRead += FRAME_HEAD_BYTES + Buffer.byteLength(envelope);
    this.unread -= 1;
    this.outstanding += 1;
    return envelope;
  }

  release(): void {
    this.outstanding -= 1;
  }

  /** What is damaged cannot be sent: the rest of the file is given up. Returns its batches and bytes. */
  giveUp(): { readonly batches: number; readonly bytes: number } {
    const lost = { batches: this.unread, bytes: this.bytesWhole - this.bytesRead };
    this.unread = 0;
    return lost;
  }

  /** No more is written. What a bus that is behind has not taken by now it reads from the file. */
  async seal(): Promise<void> {
    if (!this.writable) return;
    await this.sync();
    this.writable = false;
    this.fresh = [];
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = undefined;
  }

  async delete(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  private async read(): Promise<string> {
    this.handle ??= await open(this.path, 'r');
    const head = await this.readAt(this.bytesRead, FRAME_HEAD_BYTES);
    const left = this.bytesWhole - this.bytesRead;
    const frame = await this.readAt(this.bytesRead, Math.min(left, FRAME_HEAD_BYTES + head.readUInt32BE(0)));
    const payload = payloadAt(frame, 0);
    if (payload === undefined) throw new Error(`${this.path} is damaged at byte ${this.bytesRead}`);
    return payload.toString('utf8');
  }

  private async readAt(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.handle!.read(bytes, 0, length, position);
    return bytes.subarray(0, bytesRead);
  }
}
