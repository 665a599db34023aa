/** Many links at once, as the create service would have made them: real ids, real codes, on the shards that own them. */
import { once } from 'node:events';
import { composeId, sequenceCountOf, workerCountOf } from '@fleetlink/code';
import type { LinkTarget, NameScheme } from '@fleetlink/link';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { inParallel } from '../demo/in-parallel.ts';
import { Progress } from '../demo/progress.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { shardAddresses } from '../rig/service/fleet-environment.ts';
import type { ReadPath } from './read-path.ts';

const TENANT = 'bench';

/** Ids lie this far back: links younger than two seconds are read from the primary only. */
const AGE_MS = 3000;

const COPY_TEXT = 'COPY link (id, slot, code, tenant_id, url, entered_url, created_at) FROM STDIN';
const CHUNK_CHARACTERS = 128 * 1024;

const FILL_WIDTH = 512;

export class SeededLinks {
  readonly count: number;
  readonly #scheme: NameScheme;
  readonly #firstMs: number;
  readonly #ticksALink: number;

  private constructor(scheme: NameScheme, count: number, sinceMs: number) {
    this.count = count;
    this.#scheme = scheme;
    const { layout } = scheme;
    const endMs = Date.now() - AGE_MS;
    this.#ticksALink = Math.max(1 / sequenceCountOf(layout), (endMs - sinceMs) / layout.tickMs / count);
    this.#firstMs = endMs - Math.floor(count * this.#ticksALink) * layout.tickMs;
  }

  /**
   * Writes `count` links past every pooler, made evenly since `sinceMs`, or lately and as quickly as ids allow. About
   * ten seconds for a million.
   */
  static async write(
    rig: Rig,
    { scheme, router }: ReadPath,
    count: number,
    sinceMs = Number.POSITIVE_INFINITY,
  ): Promise<SeededLinks> {
    const links = new SeededLinks(scheme, count, sinceMs);
    const progress = new Progress('seed', count);
    const copies = await Promise.all(
      shardAddresses(rig.site).map(
        async ({ name, primary, admin }) => [name, await ShardCopy.begin(admin ?? primary)] as const,
      ),
    );
    const byShard = new Map(copies);
    for (let index = 0; index < count; index += 1) {
      const name = links.nameOf(index);
      const slot = scheme.slotOf(name);
      await byShard.get(router.ownerOf(slot).name)!.add(links.#row(index, name, slot));
      progress.advance();
    }
    await Promise.all([...byShard.values()].map((copy) => copy.end()));
    progress.end();
    return links;
  }

  nameOf(index: number): string {
    return this.#scheme.codeOf(this.#idOf(index));
  }

  /** `count` names in the order of their ids, the first of which is that of `first`. */
  namesFrom(first: number, count: number): string[] {
    return Array.from({ length: count }, (_, at) => this.nameOf(first + at));
  }

  /** As the read path knows the link. */
  target(index: number): LinkTarget {
    return {
      id: String(this.#idOf(index)),
      name: this.nameOf(index),
      tenantId: TENANT,
      url: urlOf(index),
      redirectStatus: 302,
      state: 'active',
      expiresAtMs: null,
      version: 1,
    };
  }

  /** Puts copies of these links into the second tier, as the processes of a fleet leave them there. */
  async fillCache({ cache }: ReadPath, indexes: readonly number[]): Promise<void> {
    const progress = new Progress('fill L2', indexes.length);
    await inParallel(indexes, FILL_WIDTH, async (index) => {
      await cache.write(this.target(index), false);
      progress.advance();
    });
    progress.end();
  }

  #timeOf(index: number): number {
    return this.#firstMs + Math.floor(index * this.#ticksALink) * this.#scheme.layout.tickMs;
  }

  /** Of the last worker id, which no rig has services enough to lease. */
  #idOf(index: number): bigint {
    const { layout } = this.#scheme;
    return composeId(layout, {
      timeMs: this.#timeOf(index),
      worker: workerCountOf(layout) - 1,
      sequence: index % sequenceCountOf(layout),
    });
  }

  #row(index: number, name: string, slot: number): string {
    const url = urlOf(index);
    const createdAt = new Date(this.#timeOf(index)).toISOString();
    return `${this.#idOf(index)}\t${slot}\t${name}\t${TENANT}\t${url}\t${url}\t${createdAt}\n`;
  }
}

/** 80 characters and less, as links of campaigns are. */
function urlOf(index: number): string {
  return `https://www.example.com/articles/2026/11/seeded-links?utm_source=mail&id=${index}`;
}

/** One COPY under way, on a connection of its own. */
class ShardCopy {
  readonly #client: pg.Client;
  readonly #stream: CopyStreamQuery;
  #chunk = '';
  #failure: Error | undefined;

  private constructor(client: pg.Client) {
    this.#client = client;
    this.#stream = client.query(copyFrom(COPY_TEXT));
    const fail = (error: Error): void => void (this.#failure ??= error);
    client.on('error', fail);
    this.#stream.on('error', fail);
  }

  static async begin(url: string): Promise<ShardCopy> {
    const client = new pg.Client(url);
    await client.connect();
    return new ShardCopy(client);
  }

  async add(row: string): Promise<void> {
    this.#chunk += row;
    if (this.#chunk.length >= CHUNK_CHARACTERS) await this.#flush();
  }

  /** What comes next finds the planner's figures and clean pages, as in a table that has been there for long. */
  async end(): Promise<void> {
    await this.#flush();
    const finished = once(this.#stream, 'finish');
    this.#stream.end();
    await finished;
    if (this.#failure) throw this.#failure;
    await this.#client.query('VACUUM (ANALYZE) link');
    await this.#client.end();
  }

  async #flush(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const chunk = this.#chunk;
    this.#chunk = '';
    if (!this.#stream.write(chunk)) await once(this.#stream, 'drain');
  }
}
