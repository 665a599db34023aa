import { freePort, waitFor } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkEditor } from '../edit/link-editor.js';
import { nameOf } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet, type TestProcess } from '../testing/test-fleet.js';
import { testResolver } from '../testing/test-resolver.js';
import { ChangeFeed } from './change-feed.js';

let fleet: TestFleet;
const feeds: ChangeFeed[] = [];

beforeAll(async () => {
  fleet = await testFleet();
});
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.stop();
});
afterAll(() => fleet.drop());

/** The read path of one lookup process. */
function reader(process: TestProcess = fleet) {
  const { changes } = process;
  const feed = new ChangeFeed(process.router, changes);
  feeds.push(feed);
  const resolver = testResolver(process.source, { changes });
  return { feed, resolve: async (name: string) => resolver.resolve(name, Date.now()), resolver };
}

describe('a 404', () => {
  it('never hides a link whose 201 was given, however creating and asking interleave', async () => {
    const { resolve, resolver } = reader();
    const other = reader(await fleet.process());
    let hidden = 0;
    for (let round = 0; round < 60; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const alias = `round-${round}-${index}`;
          const before = [resolve(alias), other.resolve(alias)];
          await new Promise((resolvePause) => setTimeout(resolvePause, Math.random() * 4));
          await fleet.shortener.shorten(linkOrder({ alias }));
          const after = await Promise.all([resolve(alias), other.resolve(alias)]);
          hidden += after.filter((target) => target === undefined).length;
          await Promise.all(before);
        }),
      );
    }
    expect(hidden).toBe(0);
    expect(resolver.counters.absentRemembered).toBe(0);
  });
});

describe('one cold name', () => {
  it('costs one statement however many ask', async () => {
    const link = await fleet.shortener.shorten(linkOrder());
    const { resolve } = reader();
    const before = fleet.source.statements;
    await Promise.all(Array.from({ length: 500 }, () => resolve(nameOf(link))));
    expect(fleet.source.statements - before).toBe(1);
  });

  it('travels with the others of its turn, one statement for each shard', async () => {
    const links = await Promise.all(Array.from({ length: 100 }, () => fleet.shortener.shorten(linkOrder())));
    const { resolve } = reader();
    const before = fleet.source.statements;
    await Promise.all(links.map((link) => resolve(nameOf(link))));
    expect(fleet.source.statements - before).toBe(4);
  });
});

describe('a change', () => {
  const editor = () => new LinkEditor(fleet.router, fleet.finder);
  const actions: [string, (name: string) => Promise<unknown>, object][] = [
    [
      'an edit',
      (name) => editor().edit('tenant-1', name, { url: 'https://example.org/' }),
      { url: 'https://example.org/' },
    ],
    ['disabling', (name) => editor().edit('tenant-1', name, { state: 'disabled' }), { state: 'disabled' }],
    ['blocking', (name) => editor().block(name, 'phishing'), { state: 'blocked' }],
    ['deleting', (name) => editor().delete('tenant-1', name), { state: 'deleted' }],
    [
      'a new expiry',
      (name) => editor().edit('tenant-1', name, { expiresAt: new Date(5000) }),
      { expiresAtMs: 5000 },
    ],
  ];

  it.each(actions)('(%s) is seen by another process within 2 seconds', async (_what, act, seen) => {
    const { feed, resolve } = reader(await fleet.process());
    await feed.start();
    const name = nameOf(await fleet.shortener.shorten(linkOrder()));
    expect(await resolve(name)).toMatchObject({ version: 1, state: 'active' });
    await act(name);
    await waitFor(async () => (await resolve(name))?.version === 2, { timeoutMs: 2000 });
    expect(await resolve(name)).toMatchObject(seen);
  });

  it('that was made while the feed could not read is made up for', async () => {
    const { feed, resolve } = reader();
    const name = nameOf(await fleet.shortener.shorten(linkOrder()));
    await resolve(name);
    await feed.poll();
    await editor().edit('tenant-1', name, { title: 'changed' });
    const minutesAgo = `UPDATE link_change SET at = at - interval '5 minutes'`;
    await Promise.all(fleet.shards.map((shard) => shard.query({ text: minutesAgo }, [])));
    await feed.poll();
    expect(await resolve(name)).toMatchObject({ version: 1 });
    const lastRead = (feed as unknown as { lastReadMs: Map<string, number> }).lastReadMs;
    for (const { name: shard } of fleet.shards) lastRead.set(shard, Date.now() - 360_000);
    expect(feed.behindSeconds).toBeGreaterThan(359);
    await feed.poll();
    expect(await resolve(name)).toMatchObject({ version: 2 });
    expect(feed.behindSeconds).toBeLessThan(2);
  });

  it('is found by the index on its time', async () => {
    const [shard] = fleet.shards;
    await shard!.query(
      {
        text: `INSERT INTO link_change (slot, name, version, at)
      SELECT 1, 'n' || i, 1, now() - interval '1 hour' FROM generate_series(1, 20000) i`,
      },
      [],
    );
    await shard!.query({ text: 'ANALYZE link_change' }, []);
    const before = await scans();
    await reader().feed.poll();
    expect(await scans()).toBe(before);
    async function scans() {
      await shard!.query({ text: 'SELECT pg_stat_force_next_flush()' }, []);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const [row] = await shard!.query<{ scans: number }>(
        { text: `SELECT seq_scan::int AS scans FROM pg_stat_user_tables WHERE relname = 'link_change'` },
        [],
      );
      return row!.scans;
    }
  });
});

describe('a shard that is down', () => {
  it('makes its own names unavailable, never absent, and leaves the others alone', async () => {
    const links = await Promise.all(Array.from({ length: 40 }, () => fleet.shortener.shorten(linkOrder())));
    const process = await fleet.process();
    const [dead] = process.shards;
    await dead!.database.close();
    const { resolve } = reader(process);
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.allSettled(links.map((link) => resolve(nameOf(link))));
      answers.forEach((answer, index) => {
        const isDead = process.router.ownerOf(links[index]!.slot) === dead;
        expect(answer).toMatchObject(
          isDead
            ? { status: 'rejected', reason: { kind: 'unavailable' } }
            : { value: { id: links[index]!.id } },
        );
      });
    }
    const unknown = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => resolve(`unknown-${index}`)),
    );
    unknown.forEach((answer, index) => {
      const isDead = process.router.ownerOf(fleet.scheme.slotOf(`unknown-${index}`)) === dead;
      expect(answer.status).toBe(isDead ? 'rejected' : 'fulfilled');
    });
  });

  it('is unavailable as well to a process that never reached it', async () => {
    const gone = `postgres://127.0.0.1:${await freePort()}/gone`;
    const process = await fleet.process([gone, ...fleet.shardUrls.slice(1)]);
    const { resolve } = reader(process);
    const answers = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => resolve(`missing-${index}`)),
    );
    answers.forEach((answer, index) => {
      const isDead = fleet.router.ownerOf(fleet.scheme.slotOf(`missing-${index}`)).name === 'shard-0';
      expect(answer.status).toBe(isDead ? 'rejected' : 'fulfilled');
    });
  });
});
