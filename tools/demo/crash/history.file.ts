import { open, readFile, type FileHandle } from 'node:fs/promises';
import { linesOf } from '../text-lines.ts';

/** A link that was acknowledged with 201, and what it must lead to from then on. */
export interface Acknowledged {
  readonly name: string;
  readonly href: string;
}

/**
 * What the service has acknowledged, written down outside of it: one JSON line each, flushed to the disk. Lines that
 * come while a flush is under way share the next one.
 */
export class HistoryFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #flushing: Promise<void> | undefined;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async create(path: string): Promise<HistoryFile> {
    return new HistoryFile(path, await open(path, 'ax'));
  }

  append({ name, href }: Acknowledged): void {
    this.#waiting.push(`${JSON.stringify({ name, href })}\n`);
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

  /** What the disk says was acknowledged. */
  async read(): Promise<Acknowledged[]> {
    await this.flush();
    return historyOf(await readFile(this.#path, 'utf8'));
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

export function historyOf(text: string): Acknowledged[] {
  return linesOf(text).map((line) => JSON.parse(line) as Acknowledged);
}

/** Names that were acknowledged for more than one link: each must be there for one alone. */
export function namesGivenTwice(history: readonly Acknowledged[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of history) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}
