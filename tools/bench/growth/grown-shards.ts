/** The shards of a rig under a table of links that grows: its leaves, what they weigh, what upkeep costs. */
import { LeafKeeper, monthLeaf } from '@fleetlink/link';
import { standardLayout } from '@fleetlink/code';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import type { Rig } from '../../rig/rig-fleet.ts';
import { shardAddresses } from '../../rig/service/fleet-environment.ts';
import { LEAVES } from './growth-report.ts';

/** What one call of the keeper makes: a month and the next three. */
const LEAVES_A_CALL = 4;

const STATEMENT_MS_MAX = 600_000;

/** A link in a hundred is edited before the table is vacuumed. */
const EDITED_EACH = 100;

const EDIT = `UPDATE link SET title = 'edited', version = version + 1 WHERE id % ${EDITED_EACH} = 0`;

const WEIGHT = `SELECT sum(pg_table_size(relid))::float8 AS heap, sum(pg_indexes_size(relid))::float8 AS index
  FROM pg_partition_tree('link') WHERE isleaf`;

const KEEP_ALIVE = `INSERT INTO link (id, slot, code, tenant_id, url, entered_url, created_at)
  SELECT id, 0, 'kept-' || id, 'bench', 'https://example.com/', '', now() FROM unnest($1::bigint[]) AS id`;

/** From the month of the first ids on. */
const leaves = Array.from({ length: LEAVES }, (_, month) =>
  monthLeaf(standardLayout, standardLayout.epochMs, month),
);

export interface Weight {
  readonly heap: number;
  readonly index: number;
}

export class GrownShards {
  readonly #shards: readonly Database[];

  private constructor(rig: Rig) {
    const { postgres: settings } = readSettings({ postgres: postgresSettings }, {});
    this.#shards = shardAddresses(rig.site).map(
      ({ name, primary, admin }) => new Database({ name, url: admin ?? primary, settings }),
    );
  }

  /** All leaves, and a fleet that has been up since then. */
  static async open(rig: Rig): Promise<GrownShards> {
    const shards = new GrownShards(rig);
    await shards.#onEach(async (shard) => {
      await makeLeaves(shard);
      const text = 'UPDATE deployment SET first_boot_at = to_timestamp($1)';
      await shard.query({ text }, [standardLayout.epochMs / 1000]);
    });
    await rig.restart('lookup');
    return shards;
  }

  /** One link is left in each leaf: upkeep would take an empty one of a past month out of the tree. */
  empty(): Promise<unknown> {
    return this.#onEach(async (shard) => {
      await makeLeaves(shard);
      await shard.transaction(async (session) => {
        await session.query({ text: 'TRUNCATE link' });
        await session.query({ text: KEEP_ALIVE }, [leaves.map(({ firstId }) => String(firstId))]);
      });
    });
  }

  /** What was loaded is on disk, before anything is timed beside a checkpoint of gigabytes. */
  settle(): Promise<unknown> {
    return this.#onEach((shard) => shard.query({ text: 'CHECKPOINT' }, [], STATEMENT_MS_MAX));
  }

  /** Bytes of all leaves. */
  async weight(): Promise<Weight> {
    const weights = await this.#onEach(async (shard) => (await shard.query<Weight>({ text: WEIGHT }))[0]!);
    return weights.reduce((sum, one) => ({ heap: sum.heap + one.heap, index: sum.index + one.index }));
  }

  /** Milliseconds that VACUUM takes on all shards, one after the other, once a link in a hundred was edited. */
  async vacuumMs(): Promise<number> {
    await this.#onEach((shard) => shard.query({ text: EDIT }, [], STATEMENT_MS_MAX));
    const startedAt = performance.now();
    for (const shard of this.#shards) await shard.query({ text: 'VACUUM link' }, [], STATEMENT_MS_MAX);
    return performance.now() - startedAt;
  }

  async close(): Promise<void> {
    await this.#onEach((shard) => shard.close());
  }

  #onEach<Result>(work: (shard: Database) => Promise<Result>): Promise<Result[]> {
    return Promise.all(this.#shards.map(work));
  }
}

async function makeLeaves(shard: Database): Promise<void> {
  const keeper = new LeafKeeper(standardLayout);
  for (const [month, { endMs }] of leaves.entries())
    if (month % LEAVES_A_CALL === 0) await keeper.ensureLeaves(shard, endMs - 1);
}
