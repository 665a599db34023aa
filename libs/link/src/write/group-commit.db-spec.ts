import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '@fleetlink/problem';
import { waitFor } from '@fleetlink/testing';
import { Client } from 'pg';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import type { NewLink } from './link-insert.store.js';
import type { LinkOrder } from './link-shortener.js';
import { writeBatches } from './link-writer.js';

let fleet: TestFleet;
let rival: Client;
let operator: Client;

beforeAll(async () => {
  fleet = await testFleet(1);
});
beforeEach(async () => {
  [rival, operator] = [clientOf(), clientOf()];
  await Promise.all([rival.connect(), operator.connect()]);
});
afterEach(() => Promise.all([rival.end(), operator.end()]));
afterAll(() => fleet.drop());

const clientOf = () => new Client({ connectionString: fleet.shardUrls[0]! });
const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));
const shorten = (fields: Partial<LinkOrder> = {}, untilMs = Infinity) =>
  fleet.shortener.shorten(linkOrder(fields), untilMs);
const keyed = (key: string, fingerprint = 'body') => ({
  idempotency: { owner: 'tenant-1', key, fingerprint },
});
const outcomeOf = (creation: Promise<unknown>) =>
  creation.then(
    () => 'created',
    ({ code }: { code: string }) => code,
  );

const rowsOf = async <Row>(text: string) => (await operator.query(text)).rows as Row[];
const countOf = async (where: string) =>
  Number((await rowsOf<{ count: string }>(`SELECT count(*) FROM link WHERE ${where}`))[0]!.count);
const waiting = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
const waitingStatements = async () => (await rowsOf(`SELECT FROM ${waiting}`)).length;

let holds = 0;

/**
 * Fills every place under way with a statement that waits for an alias of the rival's: what is asked for from now on
 * shares the next one, until the rival lets go.
 */
async function held(): Promise<Promise<string>[]> {
  await rival.query('BEGIN');
  const creations: Promise<string>[] = [];
  for (let place = 1; place <= writeBatches.inFlightMax; place += 1) {
    const alias = `held-${(holds += 1)}`;
    await rival.query('INSERT INTO alias VALUES ($1, $2, 1)', [alias, fleet.scheme.slotOf(alias)]);
    creations.push(outcomeOf(shorten({ alias })));
    await waitFor(async () => (await waitingStatements()) === place);
  }
  return creations;
}

describe('links made at the same moment', () => {
  it('share one statement and one commit', async () => {
    const holding = await held();
    const creations = times(64, () => shorten({ title: 'together' }));
    await rival.query('ROLLBACK');
    await Promise.all([...holding, ...creations]);
    const transactions = await rowsOf(`SELECT DISTINCT xmin::text FROM link WHERE title = 'together'`);
    expect([await countOf(`title = 'together'`), transactions.length]).toEqual([64, 1]);
  });

  it('are never more in one statement than may be', async () => {
    const holding = await held();
    const creations = times(writeBatches.batchSizeMax + 1, () => shorten({ title: 'many' }));
    await rival.query('ROLLBACK');
    await Promise.all([...holding, ...creations]);
    const sizes = await rowsOf<{ size: number }>(
      `SELECT count(*)::int AS size FROM link WHERE title = 'many' GROUP BY xmin::text ORDER BY size`,
    );
    expect(sizes.map(({ size }) => size)).toEqual([1, writeBatches.batchSizeMax]);
  });

  it('get each a verdict of its own, also when one of them breaks the statement', async () => {
    const first = await shorten(keyed('seen'));
    await shorten({ alias: 'taken' });
    const away = fleet.scheme.slotOf('away');
    await operator.query(`UPDATE slot_ownership SET last_slot = ${away - 1}`);
    await operator.query(`INSERT INTO slot_ownership VALUES (${away + 1}, 16383, 1)`);
    const holding = await held();
    const again = shorten(keyed('seen'));
    const wanted: Record<string, Promise<unknown>> = {
      'a code': shorten({ title: 'kept' }),
      'a free alias': shorten({ alias: 'free', title: 'kept' }),
      'a taken alias': shorten({ alias: 'taken', title: 'lost' }),
      'an alias': shorten({ alias: 'twice', title: 'kept' }),
      'the same alias': shorten({ alias: 'twice', title: 'lost' }),
      'a text that no row can hold': shorten({ title: 'lost \u0000' }),
      'a slot of nobody': shorten({ alias: 'away', title: 'lost' }),
      'a caller who has gone': shorten({ title: 'lost' }, performance.now() + 20),
      'a key seen before': again,
      'that key with another body': shorten(keyed('seen', 'other')),
    };
    expect(await outcomeOf(wanted['a caller who has gone']!)).toBe('deadline/passed');
    await rival.query('ROLLBACK');
    const outcomes = Object.entries(wanted).map(async ([what, creation]) => [
      what,
      await outcomeOf(creation),
    ]);
    expect(Object.fromEntries(await Promise.all(outcomes))).toEqual({
      'a code': 'created',
      'a free alias': 'created',
      'a taken alias': 'alias/taken',
      'an alias': 'created',
      'the same alias': 'alias/taken',
      'a text that no row can hold': expect.stringMatching(/^22/),
      'a slot of nobody': 'shard/unavailable',
      'a caller who has gone': 'deadline/passed',
      'a key seen before': 'created',
      'that key with another body': 'idempotency/mismatch',
    });
    expect(await Promise.all(holding)).toEqual(holding.map(() => 'created'));
    expect(await again).toEqual(first);
    expect([await countOf(`title = 'kept'`), await countOf(`title LIKE 'lost%'`)]).toEqual([3, 0]);
    await operator.query(`DELETE FROM slot_ownership WHERE first_slot > ${away}`);
    await operator.query('UPDATE slot_ownership SET last_slot = 16383');
    await fleet.router.refresh();
  });

  it('are refused when too many wait, with when to come back, and are not stored', async () => {
    const holding = await held();
    const untilMs = performance.now() + 500;
    const link = { id: '1', slot: 0, title: 'waits' } as NewLink;
    const outcomes = times(writeBatches.waitingMax, () => outcomeOf(fleet.writer.insert(link, untilMs)));
    await expect(shorten({ title: 'waits' })).rejects.toMatchObject({
      code: 'shard/busy',
      kind: 'unavailable',
      retryAfterSeconds: 1,
    });
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['deadline/passed']));
    await rival.query('ROLLBACK');
    await Promise.all(holding);
    await waitFor(async () => (await outcomeOf(shorten())) === 'created');
    expect(await countOf(`title = 'waits'`)).toBe(0);
  });
});

describe('a connection that is killed', () => {
  const killWaiting = () => operator.query(`SELECT pg_terminate_backend(pid) FROM ${waiting}`);

  it('leaves no link of its statement, tells nobody otherwise, and the keys make each link once', async () => {
    const holding = await held();
    const before = await countOf('true');
    const third = 'held-by-nobody-else';
    await rival.query('INSERT INTO alias VALUES ($1, $2, 1)', [third, fleet.scheme.slotOf(third)]);
    const keys = times(20, (index) => `killed-${index}`);
    const creations = [...keys.map((key) => shorten(keyed(key))), shorten({ alias: third })].map(outcomeOf);
    await waitFor(
      async () => (await rowsOf(`SELECT FROM idempotency WHERE key LIKE 'killed-%'`)).length === 20,
    );
    await killWaiting();
    expect(await Promise.all(holding)).toEqual(holding.map(() => 'link/outcome-unknown'));
    await waitFor(async () => (await waitingStatements()) === 1);
    await killWaiting();
    expect(new Set(await Promise.all(creations))).toEqual(new Set(['link/outcome-unknown']));
    expect(await countOf('true')).toBe(before);
    await rival.query('ROLLBACK');
    const retried = await Promise.all(keys.map((key) => shorten(keyed(key))));
    const decided = await rowsOf<{ id: string }>(
      `SELECT link->>'id' AS id FROM idempotency WHERE key LIKE 'killed-%'`,
    );
    expect(retried.map(({ id }) => id).sort()).toEqual(decided.map(({ id }) => id).sort());
    expect(await countOf('true')).toBe(before + 20);
  });

  it('again and again under load loses nothing that was promised and makes nothing twice', async () => {
    const before = await countOf('true');
    const storm = { isOver: false };
    const outcomes = new Set<string>();
    const isHit = () => outcomes.has('link/outcome-unknown');
    const killing = (async () => {
      for (let kills = 0; kills < 20 || (kills < 400 && !isHit()); kills += 1) {
        await operator.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE '%json_to_recordset%' AND pid <> pg_backend_pid()`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      storm.isOver = true;
    })();
    const made: string[] = [];
    const creators = times(64, async (creator) => {
      for (let index = 0; !storm.isOver;) {
        const link = await shorten(keyed(`storm-${creator}-${index}`)).catch(
          ({ code }: Problem) => void outcomes.add(code),
        );
        if (link) made.push(link.id);
        if (link) index += 1;
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    await Promise.all([killing, ...creators]);
    expect(isHit()).toBe(true);
    const stored = new Set((await rowsOf<{ id: string }>('SELECT id FROM link')).map(({ id }) => id));
    expect(made.filter((id) => !stored.has(id))).toEqual([]);
    const keys = await rowsOf(`SELECT FROM idempotency WHERE key LIKE 'storm-%'`);
    expect(new Set(made).size).toBe(made.length);
    expect(stored.size - before).toBeLessThanOrEqual(keys.length);
  });
});
