import { createHash } from 'node:crypto';
import type { ArchivedRow } from '@fleetlink/link';

/** What tells one text of lines from another. */
export interface TextDigest {
  readonly rows: number;
  /** Of the lines as they are before compression: `zcat FILE | sha256sum`. */
  readonly sha256: string;
}

/** Lowest and highest. */
export interface Extent<Value> {
  readonly first: Value;
  readonly last: Value;
}

const NEWLINE = 10;

/** Counts and hashes lines as they come back. */
export async function textDigest(chunks: AsyncIterable<Buffer>): Promise<TextDigest> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) rows += 1;
  }
  return { rows, sha256: hash.digest('hex') };
}

/** Turns rows into lines and counts, hashes and bounds them on the way. */
export class RowTally {
  private readonly hash = createHash('sha256');
  private rows = 0;
  private ids: Extent<string> | null = null;
  private expiries: Extent<Date> | null = null;

  async *linesOf(batches: AsyncIterable<readonly ArchivedRow[]>): AsyncGenerator<string> {
    for await (const batch of batches) {
      for (const row of batch) this.count(row);
      const text = batch.map(({ line }) => `${line}\n`).join('');
      this.hash.update(text);
      yield text;
    }
  }

  /** Once, when the lines have ended. */
  digest(): TextDigest {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }

  extents() {
    const { ids, expiries } = this;
    return {
      ids,
      expiries: expiries && { first: expiries.first.toISOString(), last: expiries.last.toISOString() },
    };
  }

  private count({ id, expiresAt }: ArchivedRow): void {
    this.rows += 1;
    // Rows come by id.
    this.ids = { first: this.ids?.first ?? id, last: id };
    if (expiresAt === null) return;
    const { first, last } = this.expiries ?? { first: expiresAt, last: expiresAt };
    this.expiries = {
      first: expiresAt < first ? expiresAt : first,
      last: expiresAt > last ? expiresAt : last,
    };
  }
}
