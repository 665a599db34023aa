import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { LinkEditor } from '../edit/link-editor.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';

let fleet: TestFleet;
let operator: Client;

beforeAll(async () => {
  fleet = await testFleet(2);
});
beforeEach(async () => {
  operator = new Client({ connectionString: fleet.shardUrls[0]! });
  await operator.connect();
});
afterEach(() => operator.end());
afterAll(() => fleet.drop());

const alias = 'moving-alias';
const slot = () => fleet.scheme.slotOf(alias);
const ownerOf = (name: string) => fleet.router.ownerOf(fleet.scheme.slotOf(name)).name;
const [first, second] = ['shard-0', 'shard-1'];

/** Aliases that live on the first shard. */
function aliasesOnFirst(count: number): string[] {
  const names: string[] = [];
  for (let index = 0; names.length < count; index += 1)
    if (ownerOf(`name-${index}`) === first) names.push(`name-${index}`);
  return names;
}

describe('the ownership of a slot', () => {
  it('is held by a write until its commit, so that a fence waits for it', async () => {
    const [name] = aliasesOnFirst(1);
    const rival = new Client({ connectionString: fleet.shardUrls[0]! });
    await rival.connect();
    await rival.query('BEGIN');
    await rival.query('INSERT INTO alias VALUES ($1, $2, 1)', [name, fleet.scheme.slotOf(name!)]);
    const landed: string[] = [];
    const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
    const write = fleet.shortener.shorten(linkOrder({ alias: name! })).then(() => landed.push('write'));
    await pause();
    const fence = operator.query('UPDATE slot_ownership SET epoch = epoch').then(() => landed.push('fence'));
    await pause();
    expect(landed).toEqual([]);
    await rival.query('ROLLBACK');
    await Promise.all([write, fence]);
    expect(landed).toContain('fence');
    await rival.end();
  });

  it('is waited for by inserts, key claims and edits while a fence is up', async () => {
    const [, name, other] = aliasesOnFirst(3);
    await fleet.shortener.shorten(linkOrder({ alias: name! }));
    await operator.query('BEGIN');
    await operator.query('UPDATE slot_ownership SET epoch = epoch');
    const landed: string[] = [];
    const idempotency = { owner: 't', key: name!, fingerprint: 'f' };
    const claim = { ...idempotency, slot: fleet.scheme.slotOf(name!), link: {} as never };
    const writes = [
      fleet.shortener.shorten(linkOrder({ alias: other! })).then(() => landed.push('insert')),
      fleet.writer.claim(claim, Infinity).then(() => landed.push('claim')),
      new LinkEditor(fleet.router, fleet.finder)
        .edit('tenant-1', name!, { title: 'edited' })
        .then(() => landed.push('edit')),
    ];
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(landed).toEqual([]);
    await operator.query('COMMIT');
    await Promise.all(writes);
    expect(landed.sort()).toEqual(['claim', 'edit', 'insert']);
  });

  it('sends a write on to the new owner after a move, and nothing to the old one', async () => {
    expect([first, second]).toContain(ownerOf(alias));
    const [from, to] = ownerOf(alias) === first ? fleet.shards : fleet.shards.toReversed();
    const rows = await from!.query<{ first_slot: number; last_slot: number }>(
      { text: 'SELECT * FROM slot_ownership WHERE $1 BETWEEN first_slot AND last_slot' },
      [slot()],
    );
    const { first_slot: low, last_slot: high } = rows[0]!;
    await from!.query({ text: 'DELETE FROM slot_ownership' }, []);
    await to!.query({ text: 'INSERT INTO slot_ownership VALUES ($1, $2, 2)' }, [low, high]);
    expect(fleet.router.ownerOf(slot())).toBe(from);
    const link = await fleet.shortener.shorten(linkOrder({ alias }));
    expect(fleet.router.ownerOf(slot())).toBe(to);
    expect(await fleet.finder.find(alias)).toEqual(link);
    expect(await from!.query({ text: 'SELECT FROM alias WHERE alias = $1' }, [alias])).toEqual([]);
  });

  it('refuses with "moved" while nobody owns the slot', async () => {
    await Promise.all(fleet.shards.map((shard) => shard.query({ text: 'DELETE FROM slot_ownership' }, [])));
    const attempt = fleet.shortener.shorten(linkOrder({ alias: 'homeless' }));
    await expect(attempt).rejects.toMatchObject({ kind: 'unavailable', retryAfterSeconds: 1 });
  });
});
