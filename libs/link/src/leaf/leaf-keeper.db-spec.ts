import { composeId, standardLayout } from '@fleetlink/code';
import { migrate, partitionsOf, type Database } from '@fleetlink/postgres';
import { shardMigrations, type Shard } from '@fleetlink/shard';
import { testDatabase, type TestDatabase } from '@fleetlink/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linkMigrations } from '../migrations.js';
import { readTargets } from '../resolve/link-target.store.js';
import { openShards } from '../testing/test-fleet.js';
import { insertLinks } from '../write/link-insert.store.js';
import { LeafArchive, type ArchivedRow } from './leaf-archive.store.js';
import { LeafKeeper } from './leaf-keeper.js';
import { leafTable } from './month-leaf.js';

const keeper = new LeafKeeper(standardLayout);
const NOVEMBER_MS = Date.UTC(2026, 10, 22);
const MARCH_MS = Date.UTC(2026, 2, 10);

let server: TestDatabase;
let shard: Shard;
let other: Shard;
let database: Database;

beforeEach(async () => {
  server = await testDatabase({
    template: 'shard',
    prepare: async (url) => void (await migrate('shard', url, [shardMigrations.shard, linkMigrations.shard])),
  });
  [shard, other] = [openShards([server.url])[0]!, openShards([server.url])[0]!];
  database = shard.database;
});
afterEach(async () => {
  await Promise.all([database.close(), other.database.close()]);
  await server.drop();
});

const idIn = (timeMs: number, sequence = 0) => composeId(standardLayout, { timeMs, worker: 0, sequence });
/** A link of March with the code or alias `name`, which expires so many days ago; null for never. */
const store = async (
  name: string,
  id: bigint,
  expiredDays: number | null,
  state = 'active',
  alias = false,
) => {
  await database.query(
    {
      text: `INSERT INTO link (id, slot, ${alias ? 'alias' : 'code'}, tenant_id, url, entered_url, created_at, expires_at, state)
             VALUES ($1, 5, $2, 't', 'https://example.com/', '', now(), now() - $3 * interval '1 day', $4)`,
    },
    [String(id), name, expiredDays, state],
  );
  if (alias) await database.query({ text: 'INSERT INTO alias VALUES ($1, 5, $2)' }, [name, String(id)]);
};
const stateOf = async (name: string, id: bigint | undefined) => {
  const leaf = id === undefined ? undefined : leafTable(MARCH_MS);
  const probe = { name, slot: 5, id, leaf };
  const nobody = { name: 'nobody', slot: 6, id: undefined, leaf: undefined };
  const request = { from: 'primary', untilMs: performance.now() + 2000 } as const;
  const [one] = (await readTargets(shard, [probe], request)).targets;
  const [many] = (await readTargets(shard, [probe, nobody], request)).targets;
  expect(many?.state).toBe(one?.state);
  return one?.state;
};

describe('ensureLeaves', () => {
  const four = ['link_2026_11', 'link_2026_12', 'link_2027_01', 'link_2027_02'];

  it('makes this month and the next three, however often and by however many it is asked', async () => {
    await Promise.all([shard, other, shard].map((one) => keeper.ensureLeaves(one.database, NOVEMBER_MS)));
    const leaves = await keeper.ensureLeaves(database, NOVEMBER_MS);
    expect(leaves.map(({ table }) => table)).toEqual(four);
    expect(leaves.at(-1)?.endMs).toBe(Date.UTC(2027, 2));
    expect(await partitionsOf(database, 'link')).toEqual(four);
  });

  it('goes on after months of standing still', async () => {
    await keeper.ensureLeaves(database, MARCH_MS);
    await keeper.ensureLeaves(database, NOVEMBER_MS);
    expect(await partitionsOf(database, 'link')).toEqual([
      'link_2026_03',
      'link_2026_04',
      'link_2026_05',
      'link_2026_06',
      ...four,
    ]);
  });

  it('leaves room on the pages for edits, which then stay beside their row', async () => {
    await keeper.ensureLeaves(database, NOVEMBER_MS);
    expect(
      await database.query({ text: `SELECT reloptions AS options FROM pg_class WHERE relname = $1` }, [
        four[0],
      ]),
    ).toEqual([{ options: ['fillfactor=90'] }]);
    for (let count = 0; count < 20; count += 1) await store(`code${count}`, idIn(NOVEMBER_MS, count), null);
    await database.query({ text: `UPDATE link SET title = 'x', version = version + 1 WHERE code = 'code7'` });
    await database.query({ text: 'SELECT pg_stat_force_next_flush()' });
    expect(
      await database.query(
        { text: 'SELECT n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = $1' },
        [four[0]],
      ),
    ).toEqual([{ hot: 1 }]);
  });
});

describe('archiveDeadLeaves', () => {
  const archivedTables = () => partitionsOf(database, 'archive.link');

  beforeEach(async () => {
    await keeper.ensureLeaves(database, MARCH_MS);
    await keeper.ensureLeaves(database, NOVEMBER_MS);
    for (const [month, day] of [
      [3, 1],
      [4, 1],
      [5, 1],
    ] as const)
      await store(`life${month}`, idIn(Date.UTC(2026, month, day)), null);
  });

  it('moves a leaf whose links all expired more than 90 days ago or were deleted, and their names still answer', async () => {
    await store('expired', idIn(MARCH_MS), 91);
    await store('deleted', idIn(MARCH_MS, 1), null, 'deleted');
    await store('my-alias', idIn(MARCH_MS, 2), 200, 'active', true);
    expect(await keeper.archiveDeadLeaves(database, NOVEMBER_MS)).toEqual(['link_2026_03']);
    expect(await archivedTables()).toEqual(['link_2026_03']);
    expect(await partitionsOf(database, 'link')).not.toContain('link_2026_03');
    expect(await stateOf('expired', idIn(MARCH_MS))).toBe('active');
    expect(await stateOf('deleted', idIn(MARCH_MS, 1))).toBe('deleted');
    expect(await stateOf('my-alias', undefined)).toBe('deleted');
    expect(await stateOf('nobody', idIn(MARCH_MS, 9))).toBeUndefined();
    expect(await keeper.archiveDeadLeaves(database, NOVEMBER_MS)).toEqual([]);
  });

  it.each([
    ['one that lives for ever', null, 'active'],
    ['one that expired 89 days ago', 89, 'active'],
    ['a disabled one', null, 'disabled'],
    ['a blocked one', null, 'blocked'],
  ])('keeps a leaf with %s', async (_what, expiredDays, state) => {
    await store('dead', idIn(MARCH_MS), 400);
    await store('other', idIn(MARCH_MS, 1), expiredDays, state);
    expect(await keeper.archiveDeadLeaves(database, NOVEMBER_MS)).toEqual([]);
    expect(await partitionsOf(database, 'link')).toContain('link_2026_03');
  });

  it('keeps the leaves of the last months even when they are empty: a link of theirs may still be stored', async () => {
    const archived = await keeper.archiveDeadLeaves(database, Date.UTC(2027, 0, 15));
    expect(archived).toEqual(['link_2026_03']);
    expect(await partitionsOf(database, 'link')).toContain('link_2026_11');
  });

  it('finishes what a crash left detached, and puts back what lives', async () => {
    await database.query({ text: 'ALTER TABLE link DETACH PARTITION link_2026_03' });
    await database.query({ text: 'ALTER TABLE link DETACH PARTITION link_2026_04' });
    expect(await keeper.archiveDeadLeaves(database, NOVEMBER_MS)).toEqual(['link_2026_03']);
    expect(await partitionsOf(database, 'link')).toContain('link_2026_04');
  });

  it('is done by one process at a time', async () => {
    const archived = await Promise.all(
      [shard, other, shard].map((one) => keeper.archiveDeadLeaves(one.database, NOVEMBER_MS)),
    );
    expect(archived.flat()).toEqual(['link_2026_03']);
  });
});

describe('a leaf whose rows were taken away', () => {
  const archive = new LeafArchive(standardLayout);
  const everyRow = async (batches: AsyncIterable<readonly ArchivedRow[]>) => {
    const rows: ArchivedRow[] = [];
    for await (const batch of batches) rows.push(...batch);
    return rows;
  };
  const names = [
    ['expired', idIn(MARCH_MS)],
    ['deleted', idIn(MARCH_MS, 1)],
    ['my-alias', undefined],
    ['nobody', idIn(MARCH_MS, 9)],
  ] as const;
  const states = () => Promise.all(names.map(([name, id]) => stateOf(name, id)));

  beforeEach(async () => {
    await keeper.ensureLeaves(database, MARCH_MS);
    await store('expired', idIn(MARCH_MS), 91);
    await store('deleted', idIn(MARCH_MS, 1), null, 'deleted');
    await store('my-alias', idIn(MARCH_MS, 2), 200, 'active', true);
    await keeper.archiveDeadLeaves(database, NOVEMBER_MS);
    await keeper.ensureLeaves(database, NOVEMBER_MS);
  });

  it('answers for its names as before', async () => {
    const before = await states();
    expect(before).toEqual(['active', 'deleted', 'deleted', undefined]);
    const rows = await archive.replaceByNames(database, 'link_2026_03', everyRow);
    expect(rows?.map(({ id }) => BigInt(id))).toEqual([0, 1, 2].map((sequence) => idIn(MARCH_MS, sequence)));
    expect(await states()).toEqual(before);
    expect(await archive.fullLeaves(database)).not.toContain('link_2026_03');
  });

  it('lets nobody claim one of its codes as an alias', async () => {
    await archive.replaceByNames(database, 'link_2026_03', everyRow);
    await database.query({ text: 'INSERT INTO slot_ownership VALUES (0, 16383, 1)' });
    const place = { shard, leaf: leafTable(NOVEMBER_MS), untilMs: performance.now() + 5000 };
    const claim = { id: String(idIn(NOVEMBER_MS)), slot: 5, code: null, alias: 'expired', tenantId: 't' };
    const terms = { url: 'https://example.com/', enteredUrl: '', title: null, tags: [], warnings: [] };
    const times = { createdAt: new Date(NOVEMBER_MS).toISOString(), expiresAt: null };
    const link = {
      ...claim,
      ...terms,
      ...times,
      redirectStatus: 302,
      reservedId: String(idIn(MARCH_MS)),
    } as const;
    expect(await insertLinks(place, [link])).toEqual(['alias-taken']);
  });

  it('is as it was when its rows were not kept', async () => {
    const few = async (rows: AsyncIterable<readonly ArchivedRow[]>) => {
      for await (const batch of rows) return batch.length;
    };
    await expect(archive.replaceByNames(database, 'link_2026_03', few)).rejects.toThrow('not every row');
    expect(await archive.fullLeaves(database)).toContain('link_2026_03');
  });
});
