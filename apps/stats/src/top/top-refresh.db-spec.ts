import { clickMigrations, TopLinks } from '@fleetlink/click';
import { Database, migrate, postgresSettings } from '@fleetlink/postgres';
import type { ServiceLog } from '@fleetlink/service';
import { readSettings } from '@fleetlink/settings';
import { testDatabase, type TestDatabase } from '@fleetlink/testing';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TopRefresh } from './top-refresh.js';

let own: TestDatabase;
let stats: Database;
let refresh: jest.SpiedFunction<TopLinks['refresh']>;
let processes: TopRefresh[];
let warnings: unknown[];

beforeEach(async () => {
  own = await testDatabase({
    template: 'top_refresh',
    prepare: async (url) => void (await migrate('stats', url, [clickMigrations.stats])),
  });
  const { postgres } = readSettings({ postgres: postgresSettings }, {});
  stats = new Database({ name: 'stats', url: own.url, settings: postgres });
  await stats.open();
  warnings = [];
  const log = { info: () => {}, warn: (facts: unknown) => void warnings.push(facts) };
  const top = new TopLinks(stats);
  refresh = jest.spyOn(top, 'refresh');
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout', 'Date'] });
  processes = [1, 2].map(() => new TopRefresh(top, log as unknown as ServiceLog));
  for (const each of processes) each.onModuleInit();
});
afterEach(async () => {
  jest.useRealTimers();
  await stats.close();
  await own.drop();
});

/** What each process came to, a minute after the view had this age. */
async function minuteAfterAge(seconds: number): Promise<string[]> {
  const text = 'UPDATE link_stats_refresh SET refreshed_at = now() - make_interval(secs => $1)';
  await stats.query({ text }, [seconds]);
  refresh.mockClear();
  jest.advanceTimersByTime(60_000);
  const outcomes = await Promise.all(
    refresh.mock.results.map(({ value }) => value as ReturnType<TopLinks['refresh']>),
  );
  return outcomes.map(({ state }) => state);
}

test('of all processes one refreshes lists of five minutes, none younger ones, and none after the end', async () => {
  expect(await minuteAfterAge(200)).not.toContain('refreshed');
  const states = await minuteAfterAge(300);
  expect(states).toHaveLength(2);
  expect(states.filter((state) => state === 'refreshed')).toHaveLength(1);
  for (const each of processes) each.beforeApplicationShutdown();
  expect(await minuteAfterAge(300)).toEqual([]);
});

test('a refresh that fails is told of, and tried again a minute later', async () => {
  await stats.query({ text: 'ALTER TABLE link_stats_refresh RENAME TO away' });
  refresh.mockClear();
  jest.advanceTimersByTime(60_000);
  await Promise.allSettled(refresh.mock.results.map(({ value }) => value as Promise<unknown>));
  expect(warnings).toContainEqual({ err: expect.any(Error) });
  await stats.query({ text: 'ALTER TABLE away RENAME TO link_stats_refresh' });
  expect(await minuteAfterAge(300)).toContain('refreshed');
});
