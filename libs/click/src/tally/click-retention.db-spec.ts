import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../event/time.js';
import { defaultSettings, ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickEnvelope, clickEvent } from '../testing/click.factory.js';
import { VisitorKeyStore } from '../visitor/visitor-key.store.js';
import { ClickPartitions } from './click-partitions.js';
import { ClickRetention } from './click-retention.js';
import { TallyStore } from './tally.store.js';

const now = Date.UTC(2026, 10, 22, 12, 0);

describe('ClickRetention', () => {
  let stats: OwnDatabase;
  let catalog: OwnDatabase;
  let retention: ClickRetention;
  beforeAll(async () => {
    [stats, catalog] = await Promise.all([ownDatabase('stats'), ownDatabase('catalog')]);
    retention = new ClickRetention({
      stats: stats.database,
      partitions: new ClickPartitions(stats.database),
      visitorKeys: new VisitorKeyStore(catalog.database),
      settings: defaultSettings,
    });
  });
  afterAll(() => Promise.all([stats.drop(), catalog.drop()]));

  async function column(text: string): Promise<unknown[]> {
    const rows = await stats.database.query<{ it: unknown }>({ text });
    return rows.map(({ it: value }) => value);
  }

  it('deletes minutes after 48 hours and quarters after 400 days, and keeps days and totals', async () => {
    const ages = [0, 47 * HOUR_MS, 50 * HOUR_MS, 399 * DAY_MS, 402 * DAY_MS];
    const store = new TallyStore(
      stats.database,
      { isBot: () => false },
      new ClickPartitions(stats.database),
      () => now,
    );
    const events = ages.map((age) => clickEvent({ at: now - age, replayed: true }));
    await store.apply([clickEnvelope({ cutAt: now, events })]);
    const outcome = await retention.run(now);
    expect(outcome).toMatchObject({ minuteRows: 12, quarterRows: 4 });
    expect(await column('SELECT count(*)::int AS it FROM click_minute WHERE dimension = 0')).toEqual([2]);
    expect(await column('SELECT count(*)::int AS it FROM click_quarter WHERE dimension = 0')).toEqual([4]);
    expect(await column('SELECT sum(clicks)::int AS it FROM click_day WHERE dimension = 0')).toEqual([5]);
    expect(await column('SELECT clicks::int AS it FROM click_total')).toEqual([5]);
  });

  it('deletes more rows than one statement takes', async () => {
    await stats.database.query({
      text: `INSERT INTO click_minute SELECT n, 0, '2020-01-01', '', 1 FROM generate_series(1, 25000) n`,
    });
    expect(await retention.run(now)).toMatchObject({ minuteRows: 25_000 });
    expect(await retention.run(now)).toMatchObject({ minuteRows: 0 });
  });

  it('drops raw days after 30 and processed batches after 8, also those a crash left detached', async () => {
    const partitions = new ClickPartitions(stats.database);
    for (const age of [40, 31, 30, 8, 7, 0]) await partitions.ensure(now - age * DAY_MS);
    await stats.database.query({ text: 'ALTER TABLE click DETACH PARTITION click_20261013' });
    const { partitions: dropped } = await retention.run(now);
    expect(dropped).toContain('click_20261013');
    const names = (parent: string) =>
      column(`SELECT relname AS it FROM pg_class WHERE relname ~ '^${parent}_[0-9]{8}$' ORDER BY 1`);
    expect((await names('click'))[0]).toBe('click_20261023');
    expect((await names('processed_batch'))[0]).toBe('processed_batch_20261115');
    expect(await names('click')).toEqual(
      expect.arrayContaining(['click_20261122', 'click_20261123', 'click_20261124']),
    );
  });

  it('deletes the keys of visitors', async () => {
    await new VisitorKeyStore(catalog.database).keysOf([
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
      '2026-11-22',
    ]);
    expect(await retention.run(now)).toMatchObject({ visitorKeys: 2 });
  });

  it('leaves rows that a tally holds to the next run instead of waiting', async () => {
    await stats.database.query({
      text: "INSERT INTO click_minute VALUES (5, 0, '2020-01-01', '', 1), (6, 0, '2020-01-01', '', 1)",
    });
    await stats.another().transaction(async (session) => {
      await session.query({ text: 'UPDATE click_minute SET clicks = 2 WHERE link_id = 5' });
      expect(await retention.run(now)).toMatchObject({ minuteRows: 1 });
    });
    expect(await retention.run(now)).toMatchObject({ minuteRows: 1 });
  });
});
