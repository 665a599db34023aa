import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface EdgeLogFile {
  readonly name: string;
  readonly bytes: number;
  /** Nobody writes to it any more. */
  readonly isComplete: boolean;
}

/** The gateway names a file by the first digits of the epoch second: it begins a new one every 100 s. */
const FILE_NAME = /^(\d{1,12})\.log$/;
const PERIOD_MS = 100_000;

/** A worker of nginx that was held up may still write to the file of its moment for this long. */
const LATE_MS_MAX = 60_000;

/** The folder that a gateway logs the hits of its cache to. Files appear by themselves and are removed here. */
export class EdgeLog {
  constructor(
    private readonly folder: string,
    private readonly clock: () => number = Date.now,
  ) {}

  /** From the oldest on. */
  async files(): Promise<EdgeLogFile[]> {
    const names = (await readdir(this.folder)).filter((name) => FILE_NAME.test(name));
    const files = await Promise.all(names.map((name) => this.look(name)));
    return files
      .flatMap((file) => file ?? [])
      .toSorted((one, other) => periodOf(one.name) - periodOf(other.name));
  }

  async read(name: string, from: number, bytesMax: number): Promise<Buffer> {
    const handle = await open(join(this.folder, name), 'r');
    try {
      const bytes = Buffer.allocUnsafe(bytesMax);
      const { bytesRead } = await handle.read(bytes, 0, bytesMax, from);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** What was counted must be there after a power cut, or other lines would come to stand in its place. */
  async sync(name: string): Promise<void> {
    const handle = await open(join(this.folder, name), 'r');
    await handle.datasync().finally(() => handle.close());
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }

  /** @returns undefined for one that was removed since it was listed: whoever scrapes looks while others ship. */
  private async look(name: string): Promise<EdgeLogFile | undefined> {
    const isComplete = this.clock() > (periodOf(name) + 1) * PERIOD_MS + LATE_MS_MAX;
    const found = await stat(join(this.folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return found && { name, bytes: found.size, isComplete };
  }
}

function periodOf(name: string): number {
  return Number(FILE_NAME.exec(name)?.[1]);
}
