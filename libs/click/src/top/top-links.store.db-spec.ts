import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@fleetlink/postgres';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ClickEvent } from '../event/click-event.js';
import { DAY_MS, HOUR_MS } from '../event/time.js';
import { ClickPartitions } from '../tally/click-partitions.js';
import { TallyStore } from '../tally/tally.store.js';
import { ownDatabase, poolSettings, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickEnvelope, clickEvent } from '../testing/click.factory.js';
import { TOP_LINKS_MAX, TopLinks, type RefreshOutcome } from './top-links.store.js';

// One database from its first click on: each test goes on where the one before it ended.

let own: OwnDatabase;
let top: TopLinks;

beforeAll(async () => {
  own = await ownDatabase('stats');
  top = new TopLinks(own.database);
});
afterAll(() => own.drop());

async function count(...events: Partial<ClickEvent>[]): Promise<void> {
  const store = new TallyStore(own.database, { isBot: () => false }, new ClickPartitions(own.database));
  await store.apply([
    clickEnvelope({ events: events.map((event) => clickEvent({ replayed: true, ...event })) }),
  ]);
}

test('a view that nobody clicked for is empty, and as old as its migration', async () => {
  const { links, ageSeconds } = await top.list({ limit: 10 });
  expect(links).toEqual([]);
  expect(ageSeconds).toBeGreaterThanOrEqual(0);
});

test('after a refresh the list has the clicks of a day, a week and ever, most of the last day first', async () => {
  const now = Date.now();
  const shop = { linkId: '1', tenantId: 'shop' };
  const press = { linkId: '2', tenantId: 'press', name: 'report' };
  await count(
    ...[0, 0, 3 * DAY_MS, 10 * DAY_MS].map((age) => ({ ...shop, name: 'old', at: now - age })),
    ...[0, 23 * HOUR_MS, 25 * HOUR_MS].map((age) => ({ ...press, at: now - age })),
    { linkId: '3', tenantId: 'press', name: 'quiet', at: now - 2 * DAY_MS },
    { linkId: '4', tenantId: 'press', name: 'forgotten', at: now - 8 * DAY_MS },
  );
  await count({ ...shop, name: 'sale', at: now });
  expect((await top.list({ limit: 10 })).links).toEqual([]);

  expect(await top.refresh()).toEqual({ state: 'refreshed', rows: 3, seconds: expect.any(Number) });
  const { links } = await top.list({ limit: 10 });
  expect(links).toEqual([
    { ...shop, name: 'sale', dayClicks: 3, weekClicks: 4, clicks: 5 },
    { ...press, dayClicks: 2, weekClicks: 3, clicks: 3 },
    { tenantId: 'press', linkId: '3', name: 'quiet', dayClicks: 0, weekClicks: 1, clicks: 1 },
  ]);
  expect((await top.list({ limit: 1 })).links).toEqual(links.slice(0, 1));
  expect((await top.list({ limit: 10, tenantId: 'press' })).links).toEqual(links.slice(1));
});

test('a view that is younger than asked for is left alone', async () => {
  const before = await top.list({ limit: 1 });
  expect(await top.refresh(3600)).toEqual({ state: 'fresh' });
  expect((await top.list({ limit: 1 })).refreshedAt).toEqual(before.refreshedAt);
});

test('of two who refresh at one time, the second gives way and readers go on', async () => {
  const another = new TopLinks(own.another());
  let first: Promise<RefreshOutcome>;
  // Kept from noting its refresh, the first one is met by the second.
  await own.another().transaction(async (session) => {
    await session.query({ text: 'LOCK TABLE link_stats_refresh IN SHARE MODE' });
    first = top.refresh();
    await waiter();
    expect(await another.refresh()).toEqual({ state: 'busy' });
    expect((await another.list({ limit: 1 })).links).toHaveLength(1);
  });
  expect(await first!).toMatchObject({ state: 'refreshed' });
  expect(await another.refresh()).toMatchObject({ state: 'refreshed' });
});

test('a refresh may take longer than the statements of a request', async () => {
  const settings = { ...poolSettings, statementTimeoutMs: 1000 };
  const hurried = new Database({ name: 'stats', url: own.url, settings });
  let slow: Promise<PromiseSettledResult<RefreshOutcome>[]>;
  await own.another().transaction(async (session) => {
    await session.query({ text: 'LOCK TABLE click_total' });
    slow = Promise.allSettled([new TopLinks(hurried).refresh()]);
    await waiter();
    await sleep(1.2 * settings.statementTimeoutMs);
  });
  expect(await slow!).toEqual([
    { status: 'fulfilled', value: expect.objectContaining({ state: 'refreshed' }) },
  ]);
  await hurried.close();
});

/** Resolves when a statement waits for a lock of this database. */
async function waiter(): Promise<void> {
  const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await own.database.query({ text })).length === 0) await sleep(20);
}

test('a tenant has no more rows than a top list needs, and each place once', async () => {
  const linkIds = Array.from({ length: TOP_LINKS_MAX + 5 }, (_, index) => String(1000 + index));
  await count(...linkIds.map((linkId) => ({ linkId, tenantId: 'large' })), {
    linkId: '1104',
    tenantId: 'large',
  });
  await top.refresh();
  const { links } = await top.list({ limit: 2 * TOP_LINKS_MAX, tenantId: 'large' });
  expect(links).toHaveLength(TOP_LINKS_MAX);
  expect(links[0]).toMatchObject({ linkId: '1104', dayClicks: 2 });
  const indexes = await own.database.query<{ columns: string }>({
    text: `SELECT pg_get_indexdef(indexrelid) AS columns FROM pg_index
           WHERE indrelid = 'link_stats_mv'::regclass AND indisunique`,
  });
  expect(indexes).toEqual([{ columns: expect.stringMatching(/\(tenant_id, place\)$/) }]);
});
