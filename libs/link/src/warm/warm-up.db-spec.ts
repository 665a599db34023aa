import { CacheCluster, hotKeys } from '@fleetlink/redis';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { nameOf } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { testResolver } from '../testing/test-resolver.js';
import { HotNamesStore } from './hot-names.store.js';
import { HotNamesWriter } from './hot-names-writer.js';
import { WarmUp } from './warm-up.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const NAMES_MAX = 5;
const DEADLINE_MS = 5000;

let fleet: TestFleet;
let nodes: TestRedisCluster;
const clusters: CacheCluster[] = [];
const names: string[] = [];

/** One lookup process, cold. */
async function lookup(deadlineMs = DEADLINE_MS) {
  const cluster = new CacheCluster({ settings: nodes.settings() });
  clusters.push(cluster);
  const { source, changes } = await fleet.process();
  const resolver = testResolver(source, { changes });
  const store = new HotNamesStore(cluster, NAMES_MAX);
  return {
    cluster,
    resolver,
    store,
    writer: new HotNamesWriter(resolver, store, NAMES_MAX),
    warmUp: new WarmUp(resolver, store, { deadlineMs }),
    follow: async (name: string, times: number) => {
      for (let time = 0; time < times; time += 1) await resolver.resolve(name, Date.now());
    },
  };
}
type Lookup = Awaited<ReturnType<typeof lookup>>;

/** A process that followed each name twice as often as the one before, and ended. */
async function busyLookup() {
  const one = await lookup();
  await one.cluster.open();
  for (const [index, name] of names.entries()) await one.follow(name, 1 + 2 ** index);
  await one.writer.stop();
  return one;
}
const keyOf = ({ cluster }: Lookup) => cluster.key(hotKeys.hot, {});

describeRedis('the list of hot names', () => {
  beforeAll(async () => {
    [fleet, nodes] = await Promise.all([testFleet(2), testRedisCluster({ kind: 'cache' })]);
    for (let link = 0; link < NAMES_MAX + 2; link += 1)
      names.push(nameOf(await fleet.shortener.shorten(linkOrder())));
  }, INSTALL_TIMEOUT_MS);
  beforeEach(async () => {
    const one = await lookup();
    await one.cluster.open();
    await one.cluster.run((client) => client.del(keyOf(one)), 1000);
  });
  afterAll(async () => {
    await Promise.all(clusters.map((cluster) => cluster.close()));
    await nodes?.stop();
    await fleet?.drop();
  });

  it('has a new process answer the hottest names from memory', async () => {
    await busyLookup();
    const { warmUp, resolver, follow } = await lookup();
    expect(await warmUp.run()).toMatchObject({ names: NAMES_MAX, answered: NAMES_MAX, isCutOff: false });
    const { misses } = resolver.counters;
    for (const name of names.slice(-NAMES_MAX)) await follow(name, 1);
    expect(resolver.counters).toMatchObject({ hits: NAMES_MAX, misses });
  });

  it('is in order, bounded, and forgets itself a day after the last process', async () => {
    const one = await busyLookup();
    await one.store.add([{ name: 'of-another-process', hits: 1 }], Date.now());
    expect(await one.store.top()).toEqual(names.slice(-NAMES_MAX).reverse());
    const [count, leftMs] = await one.cluster.run((client) =>
      Promise.all([client.zcard(keyOf(one)), client.pttl(keyOf(one))]),
    );
    expect(count).toBe(NAMES_MAX);
    expect(leftMs / 3_600_000).toBeCloseTo(24, 0);
  });

  it('keeps what the busiest process says, and lets names fall behind that nobody follows', async () => {
    const { store, cluster } = await lookup();
    await cluster.open();
    const [nowMs, hourMs] = [Date.UTC(2026, 5, 1), 3_600_000];
    await store.add([{ name: 'once-hot', hits: 64 }], nowMs);
    await store.add([{ name: 'once-hot', hits: 1 }], nowMs);
    await store.add([{ name: 'rising', hits: 2 }], nowMs + 4 * hourMs);
    expect(await store.top()).toEqual(['once-hot', 'rising']);
    await store.add([{ name: 'rising', hits: 2 }], nowMs + 6 * hourMs);
    expect(await store.top()).toEqual(['rising', 'once-hot']);
  });

  it('does not grow older names up again just because they were warmed', async () => {
    await busyLookup();
    const { warmUp, resolver } = await lookup();
    await warmUp.run();
    expect(resolver.hottest(NAMES_MAX, 0)).toEqual([]);
  });

  it('is read past members that are no names', async () => {
    const one = await busyLookup();
    const junk = ['', 'no name', 'x'.repeat(100_000)];
    const scored = junk.flatMap((member) => [Number.MAX_SAFE_INTEGER, member]);
    await one.cluster.run((client) => client.zadd(keyOf(one), ...scored), 1000);
    const { warmUp } = await lookup();
    expect(await warmUp.run()).toMatchObject({ names: NAMES_MAX - 3, answered: NAMES_MAX - 3 });
  });

  it('that is no list leaves the start cold, and is replaced by the next that is written', async () => {
    const one = await lookup();
    await one.cluster.open();
    await one.cluster.run((client) => client.set(keyOf(one), 'corrupt'), 1000);
    expect(await one.warmUp.run()).toMatchObject({ names: 0, isCutOff: false, fault: expect.any(Error) });
    await busyLookup();
    expect(await one.store.top()).toHaveLength(NAMES_MAX);
  });

  it('delays no start longer than its deadline while all of Redis hangs', async () => {
    const { warmUp } = await lookup(300);
    for (const node of nodes.nodes) nodes.stopNode(node);
    try {
      const { seconds, names: known } = await warmUp.run();
      expect(known).toBe(0);
      expect(seconds).toBeLessThan(0.3 + 2);
    } finally {
      for (const node of nodes.nodes) nodes.contNode(node);
      await nodes.healed();
    }
  });
});
