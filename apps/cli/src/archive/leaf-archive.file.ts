import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ArchivedRow } from '@fleetlink/link';
import { CommandFailure } from '../terminal/command.errors.js';
import { RowTally, textDigest, type Extent, type TextDigest } from './row-tally.js';

/** Lies beside the rows of a leaf, and tells whether they are still whole. */
export interface LeafManifest extends TextDigest {
  readonly shard: string;
  readonly leaf: string;
  readonly file: string;
  /** As they lie on disk. */
  readonly bytes: number;
  /** Null where there are no rows, or none that expires. */
  readonly ids: Extent<string> | null;
  readonly expiries: Extent<string> | null;
  readonly archivedAt: string;
}

/** The rows of one leaf as compressed lines of JSON (NDJSON): jq, psql and Node read them one by one. */
export class LeafArchiveFile {
  private readonly path: string;
  private readonly manifestPath: string;

  constructor(
    folder: string,
    private readonly shard: string,
    private readonly leaf: string,
  ) {
    this.path = join(folder, `${shard}.${leaf}.ndjson.gz`);
    this.manifestPath = join(folder, `${shard}.${leaf}.json`);
  }

  /**
   * Writes the rows, reads them back from the file, and then writes the manifest.
   * @throws {CommandFailure} when they do not come back as they were, or another archive of this name lies there.
   */
  async keep(rows: AsyncIterable<readonly ArchivedRow[]>): Promise<LeafManifest> {
    const tally = new RowTally();
    try {
      await this.write(tally.linesOf(rows));
      const written = tally.digest();
      await this.assertWhole(written);
      await this.assertNoOther(written);
      await settle(this.path);
      const { size: bytes } = await stat(this.path);
      const { shard, leaf, path } = this;
      const archivedAt = new Date().toISOString();
      const manifest = {
        shard,
        leaf,
        file: basename(path),
        bytes,
        ...written,
        ...tally.extents(),
        archivedAt,
      };
      await writeFile(partOf(this.manifestPath), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
      await settle(this.manifestPath);
      return manifest;
    } catch (error) {
      throw diskFailure(error, this.path) ?? error;
    }
  }

  /** To a name of its own: what a crash leaves there is written anew. */
  protected async write(lines: AsyncIterable<string>): Promise<void> {
    await pipeline(lines, createGzip(), createWriteStream(partOf(this.path), { flush: true }));
  }

  private async assertWhole(written: TextDigest): Promise<void> {
    const found = await pipeline(createReadStream(partOf(this.path)), createGunzip(), textDigest).catch(
      (error: Error) => error.message,
    );
    if (isSame(found, written)) return;
    throw new CommandFailure(`${partOf(this.path)} does not hold what was written to it.`, {
      mend: `The rows of ${this.leaf} are still on ${this.shard}. Look at the disk, and run it again.`,
    });
  }

  /** A leaf that was archived but not yet replaced is archived again, to the same lines. */
  private async assertNoOther(written: TextDigest): Promise<void> {
    const other = await readFile(this.manifestPath, 'utf8').catch(() => undefined);
    if (other === undefined || isSame(JSON.parse(other), written)) return;
    throw new CommandFailure(`${this.manifestPath} tells of an archive with other rows.`, {
      mend: `The rows of ${this.leaf} are still on ${this.shard}. Name a folder of this fleet's own (--to).`,
    });
  }
}

/** @throws {CommandFailure} before anything is read that could not be kept. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, 2);
  } catch (error) {
    throw diskFailure(error, folder) ?? error;
  }
}

function isSame(found: unknown, { rows, sha256 }: TextDigest): boolean {
  const { rows: foundRows, sha256: foundSha256 } = Object(found) as Partial<TextDigest>;
  return foundRows === rows && foundSha256 === sha256;
}

const partOf = (path: string) => `${path}.part`;

/** Gives a finished file its name, for good: the folder is on the disk too when this resolves. */
async function settle(path: string): Promise<void> {
  await rename(partOf(path), path);
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

/** What a disk says, and no database: the rows come over a connection that is already there. */
const DISK_CODES = /^E(ACCES|DQUOT|EXIST|FBIG|IO|NOENT|NOSPC|NOTDIR|PERM|ROFS)$/;

function diskFailure(error: unknown, path: string): CommandFailure | undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!DISK_CODES.test(code)) return undefined;
  return new CommandFailure(`Nothing can be kept at ${path}: ${message}.`, {
    mend: 'Name a folder that this user may write to (--to), on a disk with room; no row was taken away.',
    cause: error,
  });
}
