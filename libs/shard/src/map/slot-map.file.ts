import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { SlotRange } from './slot-map.js';

const rangesSchema = z.array(
  z.object({
    firstSlot: z.number(),
    lastSlot: z.number(),
    epoch: z.number(),
    shard: z.string(),
  }),
);

/** The last known ranges, kept beside the data: a shard that is down at start keeps its names. */
export class SlotMapFile {
  constructor(private readonly path: string) {}

  /** Empty when there is no file yet or it cannot be understood: then only reachable shards are known. */
  read(): SlotRange[] {
    try {
      return rangesSchema.parse(JSON.parse(readFileSync(this.path, 'utf8')));
    } catch {
      return [];
    }
  }

  /** A folder that cannot be written to costs no more than the memory of the map: the shards still know it. */
  write(ranges: readonly SlotRange[]): void {
    try {
      this.replace(ranges);
    } catch {
      // The next change tries again.
    }
  }

  private replace(ranges: readonly SlotRange[]): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(ranges, null, 2)}\n`);
    renameSync(draft, this.path);
  }
}
