import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodeCipher, composeId, slotOf, standardLayout } from '@fleetlink/code';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CODE_KEY, TestFleet, type DatabaseName } from '../testing/test-fleet.js';

const cipher = new CodeCipher({ layout: standardLayout, key: Uint8Array.from(Buffer.from(CODE_KEY, 'hex')) });
const mintedMs = Date.now();
const idOf = (sequence: number) => composeId(standardLayout, { timeMs: mintedMs, worker: 5, sequence });

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.make();
  await fleet.call(['migrate']);
  await fleet.call(['partitions', 'ensure']);
  const record = `INSERT INTO deployment (layout, key_fingerprint) VALUES ('standard', $1)`;
  for (const shard of ['shard-0', 'shard-1'] as const) await fleet.query(shard, record, [cipher.fingerprint]);
});
afterAll(() => fleet.remove());

function shardOf(name: string): DatabaseName {
  return slotOf(name) < 8192 ? 'shard-0' : 'shard-1';
}

interface Row {
  readonly id: bigint;
  readonly name: string;
  readonly as: 'code' | 'alias';
  readonly state?: string;
  readonly expiresAt?: string;
  readonly table?: string;
}

async function store(row: Row): Promise<void> {
  const { id, name, as, state, expiresAt, table } = {
    state: 'active',
    expiresAt: null,
    table: 'link',
    ...row,
  };
  await fleet.query(
    shardOf(name),
    `INSERT INTO ${table} (id, slot, ${as}, tenant_id, url, entered_url, created_at, state, expires_at)
     VALUES ($1, $2, $3, 'default', 'https://example.com/a', '', now(), $4, $5)`,
    [id, slotOf(name), name, state, expiresAt],
  );
  if (as === 'alias' && state !== 'reserved') await claim(name, id);
}

async function claim(alias: string, id: bigint): Promise<void> {
  await fleet.query(shardOf(alias), 'INSERT INTO alias VALUES ($1, $2, $3)', [alias, slotOf(alias), id]);
}

async function explained(names: readonly string[], environment = fleet.environment) {
  const { exitCode, document } = await fleet.call(['code', ...names], environment);
  return { exitCode, facts: document['names'] as Record<string, unknown>[] };
}

test('a stored code is found, with what its id holds', async () => {
  const code = cipher.encode(idOf(1));
  await store({ id: idOf(1), name: code, as: 'code' });
  const id = { id: String(idOf(1)), time: new Date(mintedMs).toISOString(), worker: 5, sequence: 1 };
  const { exitCode, facts } = await explained([`http://localhost:8080/${code}+`]);
  expect(exitCode).toBe(0);
  expect(facts).toMatchObject([
    {
      name: code,
      slot: slotOf(code),
      shard: shardOf(code),
      code: { possible: true, ...id },
      stored: { as: 'code', ...id, state: 'active', url: 'https://example.com/a', archived: false },
    },
  ]);
});

test('an alias is found, with the id of its link', async () => {
  await store({ id: idOf(2), name: 'spring-sale', as: 'alias', expiresAt: '2026-01-02T00:00Z' });
  const { facts } = await explained(['spring-sale']);
  expect(facts).toMatchObject([
    {
      code: { possible: false, reason: expect.stringContaining('which codes do not') },
      stored: { as: 'alias', id: String(idOf(2)), state: 'expired', expiresAt: '2026-01-02T00:00:00.000Z' },
    },
  ]);
});

test('an alias that spells an id is an alias, although that id is reserved', async () => {
  const alias = cipher.encode(idOf(3));
  await store({ id: idOf(3), name: alias, as: 'alias', state: 'reserved' });
  await store({ id: idOf(4), name: alias, as: 'alias' });
  const { facts } = await explained([alias]);
  expect(facts).toMatchObject([
    { code: { possible: true, id: String(idOf(3)) }, stored: { as: 'alias', id: String(idOf(4)) } },
  ]);
});

test('an alias without its link is told as such', async () => {
  await claim('orphan', idOf(5));
  const { facts } = await explained(['orphan']);
  expect(facts).toMatchObject([{ stored: { as: 'alias', id: String(idOf(5)), state: null, url: null } }]);
});

test('what was archived is found, and its leaf is listed', async () => {
  const id = composeId(standardLayout, { timeMs: mintedMs, worker: 6, sequence: 0 });
  const code = cipher.encode(id);
  const leaf = `CREATE TABLE archive.link_old PARTITION OF archive.link FOR VALUES FROM (${id}) TO (${id + 1n})`;
  await fleet.query(shardOf(code), leaf);
  await store({ id, name: code, as: 'code', state: 'deleted', table: 'archive.link' });
  const { facts } = await explained([code]);
  expect(facts).toMatchObject([{ stored: { as: 'code', state: 'deleted', archived: true } }]);
  const { document } = await fleet.call(['partitions']);
  expect(document['partitions']).toContainEqual(
    expect.objectContaining({ database: shardOf(code), table: 'link_old', state: 'archived' }),
  );
});

test('what is not stored is told from what nobody could be asked about', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `never-made-${index}`);
  const whole = await explained(names);
  expect(whole.exitCode).toBe(0);
  for (const { stored } of whole.facts) expect(stored).toEqual({ as: 'nothing' });
  const half = await explained(names, fleet.halfDown);
  expect(half.exitCode).toBe(3);
  expect(answersOf(half.facts)).toEqual(
    names.map((name) => (shardOf(name) === 'shard-0' ? 'nothing' : 'unknown')),
  );
});

test('a shard that is down is named where its slots are known from before', async () => {
  const lastKnown = [{ shard: 'shard-1', firstSlot: 8192, lastSlot: 16_383, epoch: 1 }];
  writeFileSync(join(fleet.dataDir, 'slot-map.json'), JSON.stringify(lastKnown));
  const names = Array.from({ length: 20 }, (_, index) => `unasked-${index}`);
  const { exitCode, facts } = await explained(names, fleet.halfDown);
  expect(exitCode).toBe(3);
  expect(answersOf(facts)).toContain('unknown');
  for (const { stored } of facts.filter(({ shard }) => shard === 'shard-1'))
    expect(stored).toEqual({ as: 'unknown', reason: 'shard-1: nothing listens at its address' });
});

function answersOf(facts: readonly Record<string, unknown>[]): string[] {
  return facts.map(({ stored }) => (stored as { as: string }).as);
}

test('a name whose own shard answers does not suffer from another that is down', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `other-${index}`);
  const { exitCode } = await explained(
    names.filter((name) => shardOf(name) === 'shard-0'),
    fleet.halfDown,
  );
  expect(exitCode).toBe(0);
});

test('--offline asks nobody', async () => {
  const away = { ...fleet.environment, SHARDS: `[{"name":"shard-0","primary":"${fleet.unreachable}"}]` };
  const { exitCode, facts } = await explained([cipher.encode(idOf(1)), '--offline'], away);
  expect(exitCode).toBe(0);
  expect(facts).toMatchObject([
    {
      code: { possible: true, worker: 5 },
      stored: { as: 'unknown', reason: 'nobody was asked (--offline)' },
    },
  ]);
});

test('another key than the fleet’s explains nothing', async () => {
  const { exitCode, document } = await fleet.call(['code', 'spring-sale'], {
    ...fleet.environment,
    CODE_KEY: '0'.repeat(32),
  });
  expect(exitCode).toBe(1);
  expect(document).toMatchObject({ error: { message: expect.stringContaining(cipher.fingerprint) } });
});
