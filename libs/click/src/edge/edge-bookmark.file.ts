import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { z } from 'zod';

const cutSchema = z.object({
  file: z.string(),
  /** Bytes of the file: the first, and the one after the last. */
  from: z.number(),
  to: z.number(),
  batchId: z.string(),
  seq: z.number(),
  cutAt: z.number(),
});

const bookmarkSchema = z.object({
  source: z.string(),
  seq: z.number(),
  /** Bytes of each file that are counted. */
  counted: z.record(z.string(), z.number()),
  underway: cutSchema.nullable(),
});

/** A piece of one file that travels as one batch, under the same id however often it is sent. */
export type EdgeCut = Readonly<z.infer<typeof cutSchema>>;

/** How far the log is counted. What is under way may have been: it is sent again, and recognised. */
export type EdgeBookmark = Readonly<z.infer<typeof bookmarkSchema>>;

const FILE = 'counted.json';

/** Lies beside the log that it is about, and is on disk before the batch that it names is sent. */
export class EdgeBookmarkFile {
  constructor(private readonly folder: string) {}

  /** @throws {Error} when there is one that cannot be understood: to begin anew would count everything again. */
  async read(): Promise<EdgeBookmark> {
    const text = await readFile(join(this.folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return { source: `edge-${nanoid()}`, seq: 0, counted: {}, underway: null };
    return bookmarkSchema.parse(JSON.parse(text));
  }

  async write(bookmark: EdgeBookmark): Promise<void> {
    const draft = join(this.folder, `${FILE}.new`);
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(bookmark));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(this.folder, FILE));
    await this.syncFolder();
  }

  /** A renamed file survives a power cut only once its folder is on disk. */
  private async syncFolder(): Promise<void> {
    const handle = await open(this.folder, 'r');
    await handle.sync().finally(() => handle.close());
  }
}
