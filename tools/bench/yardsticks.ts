/** Other ways to ask the shards for codes than the product's, in sessions as Postgres gives them; none looks for aliases. */
import { leafTable, readBatches, type NameScheme } from '@fleetlink/link';
import { Batcher, type Shard, type ShardRouter } from '@fleetlink/shard';

const COLUMNS = 'id, code AS name, tenant_id, url, redirect_status, state, expires_at, version';

interface Probe {
  readonly id: string;
  readonly slot: number;
  readonly name: string;
  readonly leaf: string;
}

interface Row {
  readonly name: string;
  readonly url: string;
}

export class Yardsticks {
  readonly #router: ShardRouter;
  readonly #scheme: NameScheme;
  readonly #byLeaf: ReadonlyMap<string, Batcher<Probe, Row | undefined>>;

  constructor(router: ShardRouter, scheme: NameScheme) {
    this.#router = router;
    this.#scheme = scheme;
    this.#byLeaf = new Map(
      router.shards.map((shard) => [
        shard.name,
        new Batcher((probes) => findByLeaf(shard, probes), { ...readBatches, name: 'yardstick' }),
      ]),
    );
  }

  /** A statement for each code, which Postgres has to find the month's leaf for. */
  async throughParent(name: string): Promise<Row | undefined> {
    return this.#alone(this.#probe(name), 'link');
  }

  /** A statement for each code to its leaf. */
  async atLeaf(name: string): Promise<object | undefined> {
    const probe = this.#probe(name);
    return this.#alone(probe, probe.leaf);
  }

  /** How many leaves Postgres opens to find a code through the parent. */
  async leavesRead(name: string): Promise<number> {
    const { id, slot } = this.#probe(name);
    const text = `EXPLAIN (ANALYZE, FORMAT TEXT) ${aloneText('link')}`;
    const plan = await this.#router.ownerOf(slot).query<object>({ text }, [id, slot, name]);
    return plan.filter((line) => /\bon link_\d/.test(JSON.stringify(line))).length;
  }

  /** Shared statements as the product's, but one for each leaf that has some of the codes. */
  async batchedByLeaf(name: string): Promise<object | undefined> {
    const probe = this.#probe(name);
    return this.#byLeaf.get(this.#router.ownerOf(probe.slot).name)!.submit(probe, Infinity);
  }

  async #alone({ id, slot, name }: Probe, table: string): Promise<Row | undefined> {
    const statement = { name: `single ${table}`, text: aloneText(table) };
    const [row] = await this.#router.ownerOf(slot).query<Row>(statement, [id, slot, name]);
    return row;
  }

  #probe(name: string): Probe {
    const id = this.#scheme.idOf(name, Date.now())!;
    return {
      id: String(id),
      slot: this.#scheme.slotOf(name),
      name,
      leaf: leafTable(this.#scheme.timeOf(id)),
    };
  }
}

function aloneText(table: string): string {
  return `SELECT ${COLUMNS} FROM ${table} WHERE id = $1 AND slot = $2 AND code = $3`;
}

async function findByLeaf(shard: Shard, probes: readonly Probe[]): Promise<(Row | undefined)[]> {
  const found = await Promise.all(
    [...Map.groupBy(probes, ({ leaf }) => leaf)].map(([leaf, some]) => {
      const text = `SELECT coded.* FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS probe(id, slot, name)
        CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM ${leaf} link
          WHERE link.id = probe.id AND link.slot = probe.slot AND link.code = probe.name OFFSET 0) coded`;
      const values = [some.map(({ id }) => id), some.map(({ slot }) => slot), some.map(({ name }) => name)];
      return shard.query<Row>({ name: `shared ${leaf}`, text }, values);
    }),
  );
  const rows = new Map(found.flat().map((row) => [row.name, row]));
  return probes.map(({ name }) => rows.get(name));
}
