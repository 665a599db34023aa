import { open, readFile, type FileHandle } from 'node:fs/promises';
import { linesOf } from '../demo/text-lines.ts';

/**
 * What a system under test has answered, written down outside of it: one JSON line an entry, flushed to the disk.
 * Lines that come while a flush is under way share the next one.
 */
export class HistoryFile<Entry extends object> {
  readonly #path: string;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #flushing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create<Entry extends object>(path: string): Promise<HistoryFile<Entry>> {
    return new HistoryFile(path, await open(path, 'ax'));
  }

  append(entry: Entry): void {
    this.#waiting.push(`${JSON.stringify(entry)}\n`);
    // a disk that refuses is told by the flush that somebody waits for
    void this.flush().catch(() => {});
  }

  /** Everything appended so far is on the disk when this resolves. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined || this.#waiting.length > 0) {
      this.#flushing ??= this.#write().finally(() => (this.#flushing = undefined));
      await this.#flushing;
    }
  }

  /** What the disk says was answered. */
  async read(): Promise<Entry[]> {
    await this.flush();
    return linesOf(await readFile(this.#path, 'utf8')).map((line) => JSON.parse(line) as Entry);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    await this.#file.appendFile(lines.join(''));
    await this.#file.datasync();
  }
}
