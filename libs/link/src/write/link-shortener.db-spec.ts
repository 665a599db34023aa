import { composeId } from '@fleetlink/code';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Shard } from '@fleetlink/shard';
import { Client } from 'pg';
import { leafTable } from '../leaf/month-leaf.js';
import { nameOf } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { LinkShortener } from './link-shortener.js';

let fleet: TestFleet;

beforeAll(async () => {
  fleet = await testFleet();
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => fleet.drop());

const codesOf = (settled: PromiseSettledResult<unknown>[]) =>
  settled
    .map((outcome) =>
      outcome.status === 'fulfilled' ? 'created' : (outcome.reason as { code: string }).code,
    )
    .sort();
const countOf = async (table: string, where = 'true') => {
  const counts = await Promise.all(
    fleet.shards.map((shard) =>
      shard.query<{ count: number }>(
        { text: `SELECT count(*)::int AS count FROM ${table} WHERE ${where}` },
        [],
      ),
    ),
  );
  return counts.reduce((sum, [row]) => sum + row!.count, 0);
};

/** Mints these ids next, one per call, before going on by itself. */
function mintNext(ids: readonly bigint[], minter = fleet.minter): void {
  const mint = jest.spyOn(minter, 'mint');
  for (const id of ids) mint.mockResolvedValueOnce({ id, code: fleet.scheme.codeOf(id) });
}
const idAt = (timeMs: number, sequence = 0) =>
  composeId(fleet.scheme.layout, { timeMs, worker: 1023, sequence });

/** Somebody else's connection to a shard. */
async function rivalOn(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

function aliasesOn(shard: Shard, count: number): string[] {
  const names: string[] = [];
  for (let index = 0; names.length < count; index += 1)
    if (fleet.router.ownerOf(fleet.scheme.slotOf(`name-${index}`)) === shard) names.push(`name-${index}`);
  return names;
}

describe('shortening', () => {
  it('stores a link under its code on the shard that owns it', async () => {
    const expiresAt = new Date('2030-01-01T00:00:00Z');
    const order = linkOrder({
      title: 'T',
      tags: ['a', 'b'],
      warnings: ['w'],
      expiresAt,
      redirectStatus: 308,
    });
    const link = await fleet.shortener.shorten(order);
    expect(link).toMatchObject({
      state: 'active',
      version: 1,
      alias: null,
      tenantId: 'tenant-1',
      tags: ['a', 'b'],
    });
    expect(await fleet.finder.find(link.code!)).toEqual(link);
    expect(fleet.scheme.codeOf(BigInt(link.id))).toBe(link.code);
  });

  it('stores a thousand at once over four shards, and each resolves to its own', async () => {
    const before = await countOf('link');
    const links = await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        fleet.shortener.shorten(linkOrder({ url: `https://example.com/${index}` })),
      ),
    );
    expect(await countOf('link')).toBe(before + 1000);
    expect(new Set(links.map(({ slot }) => fleet.router.ownerOf(slot).name)).size).toBe(4);
    const found = await Promise.all(links.map((link) => fleet.source.find(nameOf(link), Infinity)));
    expect(found.map((target) => target?.url)).toEqual(links.map(({ url }) => url));
    expect(fleet.shortener.idConflicts).toBe(0);
  });

  it('does not let one link that cannot be stored harm the others of its statement', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        fleet.shortener.shorten(linkOrder({ title: index === 7 ? 'a NUL \u0000 in it' : 'fine' })),
      ),
    );
    expect(codesOf(settled).filter((code) => code === 'created')).toHaveLength(39);
  });

  it('claims the aliases of a statement in one order everywhere, so that two statements never deadlock', async () => {
    const [first, second] = aliasesOn(fleet.shards[0]!, 2).sort();
    const [rival, other] = await Promise.all([rivalOn(fleet.shardUrls[0]!), rivalOn(fleet.shardUrls[0]!)]);
    const claim = (alias: string) =>
      `INSERT INTO alias VALUES ('${alias}', ${fleet.scheme.slotOf(alias)}, 1)`;
    await rival.query(`BEGIN; ${claim(first!)}`);
    const waiting = [second, first].map((alias) => fleet.shortener.shorten(linkOrder({ alias: alias! })));
    await new Promise((resolve) => setTimeout(resolve, 200));
    // It waits for the first name, and so must not hold the second one yet.
    await other.query(`SET lock_timeout = '1s'; BEGIN; ${claim(second!)}; ROLLBACK`);
    await rival.query('ROLLBACK');
    expect(await Promise.all(waiting)).toHaveLength(2);
    await Promise.all([rival.end(), other.end()]);
  });
});

describe('a repeated id', () => {
  it('is refused by the primary key, minted anew and counted', async () => {
    const first = await fleet.shortener.shorten(linkOrder());
    const shortener = new LinkShortener(fleet.minter, fleet.scheme, fleet.writer, fleet.finder);
    mintNext([BigInt(first.id)]);
    const second = await shortener.shorten(linkOrder({ url: 'https://example.com/second' }));
    expect(second.id).not.toBe(first.id);
    expect(shortener.idConflicts).toBe(1);
    expect(await fleet.finder.find(first.code!)).toEqual(first);
  });
});

describe('an alias', () => {
  it('is given to exactly one of 200 who claim it at the same time from two processes', async () => {
    const other = await fleet.process();
    const settled = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        (index % 2 ? other : fleet).shortener.shorten(linkOrder({ alias: 'spring-sale', title: `${index}` })),
      ),
    );
    expect(codesOf(settled)).toEqual([...Array<string>(199).fill('alias/taken'), 'created']);
    expect(await countOf('alias', `alias = 'spring-sale'`)).toBe(1);
    expect(await countOf('link', `alias = 'spring-sale'`)).toBe(1);
  });

  it.each([
    ['a year ago, when there was no leaf', -200 * 86_400_000],
    ['just now', -1000],
    ['in four minutes', 240_000],
    ['in an hour', 3_600_000],
  ])('that spells an id of %s keeps that code from being stored', async (_when, offsetMs) => {
    const id = idAt(Date.now() + offsetMs);
    const alias = fleet.scheme.codeOf(id);
    const link = await fleet.shortener.shorten(linkOrder({ alias }));
    expect(await fleet.finder.find(alias)).toEqual(link);
    expect(await fleet.source.find(alias, Infinity)).toMatchObject({ id: link.id, name: alias });
    await expect(fleet.shortener.shorten(linkOrder({ alias }))).rejects.toMatchObject({
      code: 'alias/taken',
    });
    if (offsetMs < -86_400_000) return;
    const shortener = new LinkShortener(fleet.minter, fleet.scheme, fleet.writer, fleet.finder);
    mintNext([id]);
    expect((await shortener.shorten(linkOrder())).code).not.toBe(alias);
    expect(shortener.idConflicts).toBe(0);
    expect(await countOf('link', `code = '${alias}'`)).toBe(0);
  });

  it('that is claimed while its text is stored as a code is no repeated id', async () => {
    const id = idAt(Date.now());
    const code = fleet.scheme.codeOf(id);
    const owner = fleet.router.ownerOf(fleet.scheme.slotOf(code));
    const rival = await rivalOn(fleet.shardUrls[fleet.shards.indexOf(owner)]!);
    await rival.query(`BEGIN; INSERT INTO link (id, slot, alias, tenant_id, url, entered_url, state, created_at)
      VALUES (${id}, ${fleet.scheme.slotOf(code)}, '${code}', '', '', '', 'reserved', now())`);
    const shortener = new LinkShortener(fleet.minter, fleet.scheme, fleet.writer, fleet.finder);
    mintNext([id]);
    const shortening = shortener.shorten(linkOrder());
    await new Promise((resolve) => setTimeout(resolve, 200));
    await rival.query('COMMIT');
    expect((await shortening).code).not.toBe(code);
    expect(shortener.idConflicts).toBe(0);
    await rival.end();
  });

  it('is refused if its text is the code of a link', async () => {
    const { code } = await fleet.shortener.shorten(linkOrder());
    await expect(fleet.shortener.shorten(linkOrder({ alias: code }))).rejects.toMatchObject({
      code: 'alias/taken',
    });
    expect(await countOf('alias', `alias = '${code}'`)).toBe(0);
  });

  it('and the code of the same text, stored at the same moment, have exactly one winner', async () => {
    const other = await fleet.process();
    for (let round = 0; round < 40; round += 1) {
      const id = idAt(Date.now(), round);
      const text = fleet.scheme.codeOf(id);
      const minted = fleet.scheme.codeOf(id);
      mintNext([id], other.minter);
      const [coded, aliased] = await Promise.allSettled([
        other.shortener.shorten(linkOrder({ title: 'coded' })),
        fleet.shortener.shorten(linkOrder({ alias: text, title: 'aliased' })),
      ]);
      const codeWon = coded.status === 'fulfilled' && coded.value.code === minted;
      expect([round, aliased.status === 'fulfilled']).toEqual([round, !codeWon]);
      expect((await fleet.finder.find(text))?.title).toBe(codeWon ? 'coded' : 'aliased');
    }
    expect(other.shortener.idConflicts).toBe(0);
  });
});

describe('a shard that has no leaf for this month yet', () => {
  it('is unavailable for new links and says so; the others store theirs', async () => {
    const [shard] = fleet.shards;
    const leaf = leafTable(Date.now());
    await shard!.query({ text: `ALTER TABLE ${leaf} RENAME TO hidden_leaf` }, []);
    const settled = await Promise.allSettled(
      Array.from({ length: 40 }, () => fleet.shortener.shorten(linkOrder())),
    );
    await shard!.query({ text: `ALTER TABLE hidden_leaf RENAME TO ${leaf}` }, []);
    expect(new Set(codesOf(settled))).toEqual(new Set(['created', 'shard/unavailable']));
    expect((await fleet.shortener.shorten(linkOrder())).version).toBe(1);
  });
});
