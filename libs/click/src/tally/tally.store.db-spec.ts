import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@fleetlink/postgres';
import { DAY_MS, MINUTE_MS } from '../event/time.js';
import { ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickEnvelope, clickEvent } from '../testing/click.factory.js';
import { VisitorSketch } from '../visitor/visitor-sketch.js';
import { ClickPartitions } from './click-partitions.js';
import { DeadBatchStore } from './dead-batch.store.js';
import { TallyStore } from './tally.store.js';

const visitorOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 16);

const bots = { isBot: (agent: string) => agent === 'bot' };

describe('TallyStore', () => {
  let own: OwnDatabase;
  let database: Database;
  let store: TallyStore;
  let link = 1000;

  beforeAll(async () => {
    own = await ownDatabase('stats');
    database = own.database;
    store = storeOn(database);
  });
  afterAll(() => own.drop());

  function storeOn(on: Database, clock?: () => number): TallyStore {
    return new TallyStore(on, bots, new ClickPartitions(on), clock);
  }

  async function rows(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return database.query<Record<string, unknown>>({ text }, values);
  }

  async function totalOf(linkId: string): Promise<unknown> {
    return (await rows('SELECT clicks::int, bots::int FROM click_total WHERE link_id = $1', linkId))[0];
  }

  const newLink = () => String((link += 1));

  it('writes every table', async () => {
    const linkId = newLink();
    const at = Date.now();
    const events = [
      clickEvent({ linkId, at, tenantId: 'every' }),
      clickEvent({ linkId, at, tenantId: 'every', agent: 'bot', country: 'US', visitor: null }),
    ];
    await store.apply([clickEnvelope({ batchId: 'earlier', events })]);
    const envelope = clickEnvelope({ events });
    const outcome = await store.apply([envelope]);
    expect(outcome).toEqual({
      batches: 1,
      duplicates: 0,
      tooLateBatches: 0,
      clicks: 2,
      bots: 1,
      tooOld: 0,
      tooFarAhead: 0,
    });
    expect(await totalOf(linkId)).toEqual({ clicks: 4, bots: 2 });
    for (const [table, grain] of [
      ['click_minute', 'minute'],
      ['click_quarter', null],
      ['click_day', 'day'],
    ]) {
      const found = await rows(
        `SELECT dimension, value, clicks::int, at FROM ${table} WHERE link_id = $1 ORDER BY 1, 2`,
        linkId,
      );
      expect(found.map(({ dimension, value, clicks }) => [dimension, value, clicks])).toEqual([
        [0, '', 4],
        [1, '', 2],
        [2, 'DE', 2],
        [2, 'US', 2],
        [3, 'example.org', 4],
        [4, 'en-gb', 4],
      ]);
      if (grain)
        expect(await rows(`SELECT date_trunc($1, to_timestamp($2), 'UTC') AS at`, grain, at / 1000)).toEqual([
          { at: found[0]?.['at'] },
        ]);
    }
    expect(
      await rows("SELECT clicks::int, bots::int FROM tenant_click_day WHERE tenant_id = 'every'"),
    ).toEqual([{ clicks: 4, bots: 2 }]);
    expect(await rows('SELECT uniques::int FROM click_visitors WHERE link_id = $1', linkId)).toEqual([
      { uniques: 1 },
    ]);
    const raw = await rows(
      `SELECT *, at AS moment FROM click WHERE link_id = $1 AND click_id NOT LIKE 'earlier.%' ORDER BY bot`,
      linkId,
    );
    expect(raw).toHaveLength(2);
    expect(raw[0]).toMatchObject({
      click_id: envelope.events[0]!.clickId,
      moment: new Date(at),
      country: 'DE',
      referrer: 'example.org',
      language: 'en-gb',
      visitor: events[0]!.visitor,
      bot: false,
    });
  });

  it('counts a batch once, however often it is delivered', async () => {
    const linkId = newLink();
    const envelope = clickEnvelope({ events: [clickEvent({ linkId })] });
    await store.apply([envelope, envelope]);
    const again = await store.apply([envelope, clickEnvelope({ events: [clickEvent({ linkId })] })]);
    expect(again).toMatchObject({ batches: 1, duplicates: 1, clicks: 1 });
    expect(await totalOf(linkId)).toEqual({ clicks: 2, bots: 0 });
    expect(await rows('SELECT count(*)::int FROM click WHERE link_id = $1', linkId)).toEqual([{ count: 2 }]);
  });

  it('counts all of a group or none', async () => {
    const linkId = newLink();
    const good = clickEnvelope({ events: [clickEvent({ linkId })] });
    const poison = clickEnvelope({ events: [clickEvent({ linkId, agent: 'a\0b' })] });
    await expect(store.apply([good, poison])).rejects.toThrow();
    expect(await totalOf(linkId)).toBeUndefined();
    await store.apply([good]);
    expect(await totalOf(linkId)).toEqual({ clicks: 1, bots: 0 });
  });

  it('lets consumers count the same links at one time without a deadlock or a lost click', async () => {
    const links = Array.from({ length: 30 }, newLink);
    const consumers = [1, 2, 3, 4].map(() => storeOn(own.another()));
    const groups = (seed: number) =>
      Array.from({ length: 8 }, (_, group) => {
        const shuffled = [...links].sort(
          (a, b) => ((Number(a) * 31 + seed * 7 + group) % 11) - ((Number(b) * 31 + seed * 7 + group) % 11),
        );
        return shuffled.map((linkId, index) =>
          clickEnvelope({
            events: [
              clickEvent({
                linkId,
                tenantId: `tenant-${(index + seed) % 5}`,
                visitor: visitorOf(`${seed} ${group}`),
              }),
            ],
          }),
        );
      });
    await Promise.all(
      consumers.map(async (consumer, seed) => {
        for (const group of groups(seed)) await consumer.apply(group);
      }),
    );
    const totals = await rows('SELECT DISTINCT clicks::int FROM click_total WHERE link_id = ANY ($1)', links);
    expect(totals).toEqual([{ clicks: 32 }]);
    const tenants = await rows(
      "SELECT sum(clicks)::int FROM tenant_click_day WHERE tenant_id LIKE 'tenant-%'",
    );
    expect(tenants).toEqual([{ sum: 30 * 32 }]);
    const sketches = await rows('SELECT uniques::int FROM click_visitors WHERE link_id = ANY ($1)', links);
    expect(sketches).toHaveLength(30);
    for (const { uniques } of sketches) expect(Math.abs(Number(uniques) - 32)).toBeLessThanOrEqual(2);
  });

  it('counts a batch once when two consumers have it at the same time', async () => {
    const linkId = newLink();
    const envelopes = Array.from({ length: 1500 }, () => clickEnvelope({ events: [clickEvent({ linkId })] }));
    const other = storeOn(own.another());
    const outcomes = await Promise.all([
      store.apply(envelopes),
      other.apply([...envelopes].reverse()),
      store.apply(envelopes.slice(2)),
    ]);
    expect(outcomes.reduce((sum, { batches }) => sum + batches, 0)).toBe(1500);
    expect(await totalOf(linkId)).toEqual({ clicks: 1500, bots: 0 });
  });

  it('merges the visitors of a day, and does not write a sketch that learnt nothing', async () => {
    const linkId = newLink();
    const visit = (visitor: string) =>
      store.apply([clickEnvelope({ events: [clickEvent({ linkId, visitor })] })]);
    await visit('00000000000000aa');
    await visit('ffffffff000000bb');
    const [before] = await rows(
      'SELECT ctid::text, sketch, uniques::int FROM click_visitors WHERE link_id = $1',
      linkId,
    );
    await visit('00000000000000aa');
    const [after] = await rows(
      'SELECT ctid::text, sketch, uniques::int FROM click_visitors WHERE link_id = $1',
      linkId,
    );
    expect(after).toEqual(before);
    expect(after?.['uniques']).toBe(2);
    expect(VisitorSketch.decode(after?.['sketch'] as Buffer).estimate()).toBe(2);
  });

  it('leaves clicks out by their age, and batches that are too late to be told apart', async () => {
    const linkId = newLink();
    const now = Date.now();
    const outcome = await store.apply([
      clickEnvelope({
        events: [
          clickEvent({ linkId, at: now - 8 * DAY_MS }),
          clickEvent({ linkId, at: now + 6 * MINUTE_MS }),
          clickEvent({ linkId, at: now - 6 * DAY_MS }),
        ],
      }),
      clickEnvelope({ cutAt: now - 9 * DAY_MS, events: [clickEvent({ linkId })] }),
      clickEnvelope({ cutAt: now + DAY_MS, events: [clickEvent({ linkId })] }),
      clickEnvelope({ cutAt: now - 7 * DAY_MS, events: [clickEvent({ linkId })] }),
    ]);
    expect(outcome).toMatchObject({ batches: 2, tooLateBatches: 2, clicks: 2, tooOld: 1, tooFarAhead: 1 });
    expect(await totalOf(linkId)).toEqual({ clicks: 2, bots: 0 });
  });

  it('counts replayed clicks at their own time and stores none singly', async () => {
    const linkId = newLink();
    const at = Date.UTC(2012, 2, 16, 18, 40, 47);
    await store.apply([
      clickEnvelope({ events: [clickEvent({ linkId, at, visitor: null, replayed: true })] }),
    ]);
    expect(await rows('SELECT at FROM click_quarter WHERE link_id = $1 AND dimension = 0', linkId)).toEqual([
      { at: new Date('2012-03-16T18:30:00Z') },
    ]);
    expect(await rows('SELECT 1 FROM click WHERE link_id = $1', linkId)).toEqual([]);
    expect(await rows('SELECT 1 FROM click_visitors WHERE link_id = $1', linkId)).toEqual([]);
  });

  it('keeps ids that a JSON number would spoil', async () => {
    const linkId = '9223372036854775807';
    await store.apply([clickEnvelope({ events: [clickEvent({ linkId })] })]);
    expect(await rows('SELECT link_id FROM click_total WHERE link_id > 9000000000000000000')).toEqual([
      { link_id: linkId },
    ]);
  });

  it('makes a partition that went while it was remembered', async () => {
    const linkId = newLink();
    const envelope = () => clickEnvelope({ events: [clickEvent({ linkId })] });
    await store.apply([envelope()]);
    const [partition] = await rows(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'click'::regclass ORDER BY 1 DESC",
    );
    await rows(`DROP TABLE ${String(partition?.['name'])}`);
    const late = envelope();
    await expect(store.apply([late])).rejects.toThrow('no partition');
    await store.apply([late]);
    expect(await totalOf(linkId)).toEqual({ clicks: 2, bots: 0 });
  });

  it('keeps dead batches, a bounded number, whatever is in them', async () => {
    const dead = new DeadBatchStore(database, { deadBatchesMax: 3 });
    for (let index = 0; index < 5; index += 1)
      await dead.keep({
        batchId: index % 2 ? `b${index}` : null,
        reason: 'r'.repeat(1000),
        text: `a\0\ud800${index}`,
      });
    expect(await dead.count()).toBe(3);
    const kept = await rows(
      'SELECT batch_id, length(reason) AS length, message FROM dead_click_batch ORDER BY id',
    );
    expect(kept.map(({ batch_id }) => batch_id)).toEqual([null, 'b3', null]);
    expect(kept[0]).toMatchObject({ length: 500, message: Buffer.from('a\0\ud8002') });
  });
});
