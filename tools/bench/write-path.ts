/** What a create service has below its routes, here in this process, on the databases of a standalone. */
import { join } from 'node:path';
import { composeId, sequenceCountOf, standardLayout, workerCountOf } from '@fleetlink/code';
import { leafTable, LinkWriter, NameScheme, type NewLink } from '@fleetlink/link';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { findTopology, Shard, ShardRouter, SlotMapFile, topologySettings } from '@fleetlink/shard';

const topics = { postgres: postgresSettings, topology: topologySettings };

/** Codes of this process are only counted, so any key will do. */
const CODE_KEY = new Uint8Array(16);

/** A process that does nothing but write waits in its own queue: that is no failure. */
const DEADLINE_MS = 30_000;

export class WritePath {
  readonly #router: ShardRouter;
  readonly #writer: LinkWriter;
  readonly #scheme: NameScheme;
  readonly #startedMs = Date.now();
  #minted = 0;

  private constructor(dataFolder: string) {
    const { postgres, topology } = readSettings(topics, {});
    const shards = findTopology(topology, dataFolder).shards.map(
      ({ name, primary }) => new Shard(name, new Database({ name, url: primary, settings: postgres })),
    );
    this.#router = new ShardRouter(shards, new SlotMapFile(join(dataFolder, 'bench-slot-map.json')));
    const layout = standardLayout;
    this.#scheme = new NameScheme({ layout, key: CODE_KEY, firstBootMs: layout.epochMs });
    this.#writer = new LinkWriter(this.#router, this.#scheme);
  }

  /** @throws {Error} on a server that does not wait for its disk. */
  static async open(dataFolder: string): Promise<WritePath> {
    const path = new WritePath(dataFolder);
    await path.#router.start();
    const [row] = await path.#shard.query<{ fsync: string }>({ text: 'SHOW fsync' }, []);
    if (row?.fsync !== 'on') throw new Error('this Postgres has fsync off, so its commits cost nothing');
    return path;
  }

  /** Links that all belong on the first shard, decided and not stored. */
  links(tenantId: string, count: number): NewLink[] {
    const links: NewLink[] = [];
    while (links.length < count) {
      const link = this.#next(tenantId);
      if (this.#router.ownerOf(link.slot) === this.#shard) links.push(link);
    }
    return links;
  }

  /** As the product stores a link. */
  async store(link: NewLink): Promise<void> {
    const outcome = await this.#writer.insert(link, performance.now() + DEADLINE_MS);
    if (outcome !== 'created') throw new Error(`a link of its own was ${outcome}`);
  }

  /** A yardstick: one INSERT and one commit for each link, with none of the product's checks. */
  async storeAlone(link: NewLink): Promise<void> {
    const leaf = leafTable(Date.parse(link.createdAt));
    const text = `INSERT INTO ${leaf} (id, slot, code, tenant_id, url, entered_url, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`;
    const { id, slot, code, tenantId, url, enteredUrl, createdAt } = link;
    const values = [id, slot, code, tenantId, url, enteredUrl, createdAt];
    await this.#shard.query({ name: `single ${leaf}`, text }, values, DEADLINE_MS);
  }

  async idsOf(tenantId: string): Promise<Set<string>> {
    const text = 'SELECT id FROM link WHERE tenant_id = $1';
    const rows = await this.#shard.query<{ id: string }>({ text }, [tenantId]);
    return new Set(rows.map(({ id }) => id));
  }

  async close(): Promise<void> {
    this.#router.stop();
    await Promise.all(this.#router.shards.map((shard) => shard.close()));
  }

  get #shard(): Shard {
    return this.#router.shards[0]!;
  }

  /** Of the last worker id, which a standalone does not lease. */
  #next(tenantId: string): NewLink {
    const { layout } = this.#scheme;
    const sequences = sequenceCountOf(layout);
    const timeMs = this.#startedMs + Math.floor(this.#minted / sequences) * layout.tickMs;
    const sequence = this.#minted % sequences;
    this.#minted += 1;
    const id = composeId(layout, { timeMs, worker: workerCountOf(layout) - 1, sequence });
    const code = this.#scheme.codeOf(id);
    const url = `https://www.example.com/articles/2026/11/short-links?utm_source=mail&id=${id}`;
    return {
      id: String(id),
      slot: this.#scheme.slotOf(code),
      code,
      alias: null,
      tenantId,
      url,
      enteredUrl: url,
      title: null,
      tags: [],
      redirectStatus: 302,
      createdAt: new Date(timeMs).toISOString(),
      expiresAt: null,
      warnings: [],
      reservedId: null,
    };
  }
}
