import { CacheCluster, linkKeys } from '@fleetlink/redis';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { waitFor } from '@fleetlink/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COPY_KEPT_SECONDS } from '../cache/link-copy-ttl.js';
import { RedisLinkCache } from '../cache/redis-link.cache.js';
import { LinkEditor } from '../edit/link-editor.js';
import { nameOf } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { testResolver, testResolveSettings } from '../testing/test-resolver.js';
import { ChangeFeed } from './change-feed.js';
import { RecentChanges } from './recent-changes.js';
import { SecondTier } from './second-tier.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const LINK_COUNT = 200;
/** L1 forgets at once, so that every redirect asks L2. */
const settings = { ...testResolveSettings, l1EntriesMax: 1, l1StaleSeconds: 0 };
const S_MS = 2000;

let fleet: TestFleet;
let nodes: TestRedisCluster;
/** Where each link leads. */
const urls = new Map<string, string>();
const ends: (() => unknown)[] = [];

/** The read path of one lookup process, on the shards of the fleet and the one L2. */
async function lookup() {
  const cluster = new CacheCluster({ settings: nodes.settings() });
  await cluster.open();
  const [process, changes] = [await fleet.process(), new RecentChanges()];
  const tier = new SecondTier(new RedisLinkCache(cluster), changes);
  const resolver = testResolver(process.source, { changes, settings, secondTier: tier });
  const feed = new ChangeFeed(process.router, changes, COPY_KEPT_SECONDS);
  ends.push(
    () => feed.stop(),
    () => cluster.close(),
  );
  return {
    source: process.source,
    tier,
    feed,
    cluster,
    ask: async (name: string) => resolver.resolve(name, Date.now()),
  };
}
type Lookup = Awaited<ReturnType<typeof lookup>>;

/** Asks for every link at once; gives how many were answered wrongly, and how long the slowest took. */
async function askAll({ ask }: Lookup) {
  let [wrong, slowestMs] = [0, 0];
  const startMs = performance.now();
  await Promise.all(
    [...urls].map(async ([name, url]) => {
      const target = await ask(name);
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      if (target?.url !== url) wrong += 1;
    }),
  );
  return { wrong, slowestMs };
}
const fillAll = async (one: Lookup) => {
  await askAll(one);
  await waitFor(async () => {
    const before = one.tier.counters.hits;
    await askAll(one);
    return one.tier.counters.hits - before >= LINK_COUNT - 1;
  });
};
const masters = async () =>
  new Set(await Promise.all(Array.from({ length: 50 }, (_, key) => nodes.masterOf(`key-${key}`))));

describeRedis('L2', () => {
  beforeAll(async () => {
    [fleet, nodes] = await Promise.all([testFleet(), testRedisCluster({ kind: 'cache' })]);
    for (let link = 0; link < LINK_COUNT; link += 1) {
      const url = `https://example.com/${link}`;
      urls.set(nameOf(await fleet.shortener.shorten(linkOrder({ url }))), url);
    }
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all(ends.map((end) => end()));
    await nodes?.stop();
    await fleet?.drop();
  });

  it('costs a cold name one statement for each process, and a warm one none', async () => {
    const [name] = urls.keys();
    const [one, other] = [await lookup(), await lookup()];
    await Promise.all(Array.from({ length: 500 }, () => one.ask(name!)));
    expect(one.source.statements).toBe(1);
    await waitFor(async () => (await other.ask(name!)) && other.tier.counters.hits > 0);
    expect(other.source.statements).toBeLessThanOrEqual(1);
  });

  it('is filled anew when all of it is gone', async () => {
    const one = await lookup();
    await fillAll(one);
    for (const node of await masters()) await nodes.command(node, 'FLUSHALL');
    expect(await askAll(one)).toMatchObject({ wrong: 0 });
    await fillAll(one);
  });

  it('leads nobody astray when every copy of it is corrupt or belongs to others', async () => {
    const one = await lookup();
    await fillAll(one);
    const garble = [
      (text: string) => text.replace('example.com', 'example.con'),
      (text: string) => text.replace(/^F1/, 'F0'),
      (text: string) => text.slice(0, -1),
      () => '{"url":"https://evil.example/"}',
    ];
    const keys = [...urls.keys()].map((name) => one.cluster.key(linkKeys.link, { name }));
    await one.cluster.run(async (client) => {
      const texts = await Promise.all(keys.map((key) => client.get(key)));
      await Promise.all(keys.map((key, at) => client.set(key, garble[at % garble.length]!(texts[at] ?? ''))));
      // Each copy under the key of the next.
      await Promise.all(keys.slice(0, 50).map((key, at) => client.set(key, texts[at + 1] ?? '')));
    }, 5000);
    const before = one.tier.counters.hits;
    expect(await askAll(one)).toMatchObject({ wrong: 0 });
    expect(one.tier.counters.hits - before).toBe(0);
    await fillAll(one);
  });

  it('forgets within 2 s what was changed, in every process', async () => {
    const [one, other] = [await lookup(), await lookup()];
    const name = nameOf(await fleet.shortener.shorten(linkOrder({ alias: 'changing' })));
    await Promise.all([one.feed.start(), other.feed.start()]);
    await one.ask(name);
    await new LinkEditor(fleet.router, fleet.finder).block(name, 'phishing');
    const seen = async ({ ask }: Lookup) => (await ask(name))?.state === 'blocked';
    await Promise.all([one, other].map((each) => waitFor(() => seen(each), { timeoutMs: S_MS })));
    const late = await lookup();
    await late.feed.start();
    expect(await seen(late)).toBe(true);
  });

  it('is not believed by a process that starts after a change that nobody dropped', async () => {
    const name = nameOf(await fleet.shortener.shorten(linkOrder({ alias: 'missed' })));
    const one = await lookup();
    await one.ask(name);
    await askAll(one);
    await waitFor(
      async () =>
        (await one.cluster.run((client) => client.exists(one.cluster.key(linkKeys.link, { name })))) > 0,
    );
    await new LinkEditor(fleet.router, fleet.finder).block(name, 'phishing');
    const minutesAgo = `UPDATE link_change SET at = at - interval '4 minutes' WHERE name = 'missed'`;
    await Promise.all(fleet.shards.map((shard) => shard.query({ text: minutesAgo }, [])));
    const late = await lookup();
    await late.feed.start();
    expect(await late.ask(name)).toMatchObject({ state: 'blocked' });
  });

  it('is done without when all of its nodes are killed, and used again when they are back', async () => {
    const one = await lookup();
    await fillAll(one);
    await nodes.down();
    for (let round = 0; round < 5; round += 1) expect(await askAll(one)).toMatchObject({ wrong: 0 });
    await waitFor(async () => (await askAll(one)) && !one.cluster.state.isReady);
    // Nothing waits for Redis any more: what is left is one statement for each shard.
    const { wrong, slowestMs } = await askAll(one);
    expect(wrong).toBe(0);
    expect(slowestMs).toBeLessThan(500);
    await nodes.up();
    await fillAll(one);
  });

  it('adds no more than its deadline when its nodes hang, and nothing once the breaker is open', async () => {
    const one = await lookup();
    await fillAll(one);
    for (const node of nodes.nodes) nodes.stopNode(node);
    try {
      const [name] = urls.keys();
      await one.ask(name!);
      for (let round = 0; round < 10 && one.cluster.state.breaker === 'closed'; round += 1)
        expect(await askAll(one)).toMatchObject({ wrong: 0 });
      expect(one.cluster.state.breaker).not.toBe('closed');
      const before = one.tier.counters.errors;
      expect(await askAll(one)).toMatchObject({ wrong: 0 });
      expect(one.tier.counters.errors).toBeGreaterThan(before);
    } finally {
      for (const node of nodes.nodes) nodes.contNode(node);
    }
    await nodes.healed();
  });
});
