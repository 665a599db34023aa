import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import clusterKeySlot from 'cluster-key-slot';
import { redisAvailable } from '../testing/redis-binaries.js';
import { testRedisCluster, type TestRedisCluster } from '../testing/test-redis-cluster.js';
import type { BreakerState } from './cluster-breaker.js';
import { keyPerSlot, timed } from './cluster-load.fixture.js';
import { CacheCluster, StateCluster } from './named-clusters.js';
import type { RedisCluster } from './redis-cluster.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const PATIENCE_MS = 1000;
const DEADLINE_MS = 30;
/** What a busy machine may add. */
const GRACE_MS = 50;
const away = { kind: 'unavailable' };

let cacheNodes: TestRedisCluster;
let stateNodes: TestRedisCluster;
const opened: RedisCluster[] = [];

function kept<Opened extends RedisCluster>(cluster: Opened): Opened {
  opened.push(cluster);
  return cluster;
}
const cacheCluster = (onBreaker?: (state: BreakerState) => void) =>
  kept(new CacheCluster({ settings: cacheNodes.settings(), ...(onBreaker && { onBreaker }) }));
const stateCluster = (onBreaker?: (state: BreakerState) => void) =>
  kept(new StateCluster({ settings: stateNodes.settings(), ...(onBreaker && { onBreaker }) }));
const getInTime = (cluster: RedisCluster, key: string) => cluster.run((client) => client.get(key));
/** With time for a machine that is busy with other tests. */
const get = (cluster: RedisCluster, key: string) => cluster.run((client) => client.get(key), PATIENCE_MS);
const set = (cluster: RedisCluster, key: string) =>
  cluster.run((client) => client.set(key, key), PATIENCE_MS);
const works = (cluster: RedisCluster, key = 'any') => set(cluster, key).then(Boolean, () => false);
const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
/** Keys of the three masters, the first of them held by the first. */
async function keysOfMasters(): Promise<[string, string, string]> {
  const owners = new Map<number, string>();
  for (let number = 0; owners.size < 3; number += 1)
    owners.set((await cacheNodes.masterOf(`key-${number}`)).port, `key-${number}`);
  return [...owners.values()] as [string, string, string];
}

describeRedis('RedisCluster', () => {
  beforeAll(async () => {
    [cacheNodes, stateNodes] = await Promise.all([
      testRedisCluster({ kind: 'cache' }),
      testRedisCluster({ kind: 'state' }),
    ]);
  }, INSTALL_TIMEOUT_MS);
  afterEach(() => Promise.all(opened.splice(0).map((cluster) => cluster.close())));
  afterAll(() => Promise.all([cacheNodes?.stop(), stateNodes?.stop()]));

  it('reaches every slot over a handful of connections', async () => {
    const cluster = cacheCluster();
    expect(await cluster.open()).toBe(true);
    expect(cluster.state).toMatchObject({ masters: 3, connected: 3 });
    const keys = keyPerSlot();
    const write = () => cluster.run((client) => Promise.all(keys.map((key) => client.set(key, key))), 5000);
    expect(new Set(await write())).toEqual(new Set(['OK']));
    const read = await cluster.run((client) => Promise.all(keys.map((key) => client.get(key))), 5000);
    expect(read).toEqual(keys);
    expect(cluster.state).toMatchObject({ name: 'cache', isReady: true, breaker: 'closed' });
    await waitFor(() => cluster.state.nodes === 6);
    // At most one for each node, and one that asks for the topology now and then.
    expect(sockets()).toBeLessThanOrEqual(7);
  });

  it('passes on what is the command’s own fault, and does not hold it against the cluster', async () => {
    const cluster = cacheCluster();
    await cluster.open();
    await set(cluster, 'text');
    for (let count = 0; count < 20; count += 1)
      await expect(cluster.run((client) => client.lpush('text', 'x'), PATIENCE_MS)).rejects.toThrow(
        'WRONGTYPE',
      );
    expect(cluster.state.breaker).toBe('closed');
  });

  it('runs scripts where their key lives', async () => {
    const cluster = cacheCluster();
    await cluster.open();
    const script = "return redis.call('SET', KEYS[1], ARGV[1])";
    for (const key of await keysOfMasters())
      expect(await cluster.run((client) => client.eval(script, 1, key, 'x'), PATIENCE_MS)).toBe('OK');
  });

  it('answers within its deadline when a node hangs, while the other masters go on serving', async () => {
    const cluster = cacheCluster();
    await cluster.open();
    const [hung, ...others] = await keysOfMasters();
    for (const key of [hung, ...others]) await set(cluster, key);
    const node = await cacheNodes.masterOf(hung);
    cacheNodes.stopNode(node);
    try {
      for (let round = 0; round < 5; round += 1) {
        const calls = Array.from({ length: 20 }, () => timed(() => getInTime(cluster, hung)));
        for (const key of others) expect(await get(cluster, key)).toBe(key);
        for (const { ms, outcome } of await Promise.all(calls)) {
          expect(outcome).toMatchObject({ reason: away });
          expect(ms).toBeLessThan(DEADLINE_MS + GRACE_MS);
        }
        expect(await get(cluster, others[0]!)).toBe(others[0]);
      }
      expect(cluster.state.breaker).toBe('closed');
    } finally {
      cacheNodes.contNode(node);
    }
    await waitFor(() => works(cluster, hung));
    await cacheNodes.healed();
  });

  it('opens its breaker when all nodes hang, refuses at once, and closes it when they answer again', async () => {
    const states: BreakerState[] = [];
    const cluster = cacheCluster((state) => states.push(state));
    const healthy = stateCluster((state) => states.push(state));
    await Promise.all([cluster.open(), healthy.open()]);
    await set(cluster, 'any');
    for (const node of cacheNodes.nodes) cacheNodes.stopNode(node);
    const { ms: openedMs } = await timed(async () => {
      while (cluster.state.breaker === 'closed') {
        const { ms } = await timed(() => getInTime(cluster, 'any'));
        expect(ms).toBeLessThan(DEADLINE_MS + GRACE_MS);
        expect(await works(healthy)).toBe(true);
      }
    });
    expect(openedMs).toBeLessThan(250);
    const refused = await timed(() => getInTime(cluster, 'any'));
    expect(refused).toMatchObject({ outcome: { reason: { code: 'redis/unavailable' } } });
    expect(refused.ms).toBeLessThan(10);
    for (const node of cacheNodes.nodes) cacheNodes.contNode(node);
    await waitFor(() => works(cluster));
    expect(states.at(0)).toBe('open');
    expect(states.slice(-2)).toEqual(['half-open', 'closed']);
    expect(healthy.state.breaker).toBe('closed');
    await cacheNodes.healed();
  });

  it('starts while Redis is down, and is connected soon after it is up', async () => {
    await cacheNodes.down();
    const cluster = cacheCluster();
    const start = await timed(() => cluster.open());
    expect(start).toMatchObject({ outcome: { value: false } });
    expect(start.ms).toBeLessThan(500);
    await expect(get(cluster, 'any')).rejects.toMatchObject({ code: 'redis/unavailable', ...away });
    await sleep(300);
    await cacheNodes.up();
    await waitFor(() => cluster.state.isReady);
    await waitFor(() => works(cluster));
  });

  it('can be closed before it was opened, and while Redis is down', async () => {
    await cacheCluster().close();
    const cluster = cacheCluster();
    await cluster.open();
    await waitFor(() => cluster.state.nodes === 6);
    await cacheNodes.down();
    await waitFor(() => !cluster.state.isReady, { timeoutMs: 1500 });
    await cluster.close();
    await cacheNodes.up();
    expect(cluster.state).toMatchObject({ isReady: false, connected: 0 });
    expect(sockets()).toBe(0);
  });

  it('says unavailable for a slot that nobody serves, and serves the others', async () => {
    const slot = `${clusterKeySlot('orphan')}`;
    const master = await cacheNodes.masterOf('orphan');
    await Promise.all(cacheNodes.nodes.map((node) => cacheNodes.command(node, 'CLUSTER', 'DELSLOTS', slot)));
    const cluster = cacheCluster();
    await cluster.open();
    await expect(get(cluster, 'orphan')).rejects.toMatchObject(away);
    expect(await works(cluster, 'any')).toBe(true);
    await cacheNodes.command(master, 'CLUSTER', 'ADDSLOTS', slot);
    await waitFor(() => works(cluster, 'orphan'));
  });

  it('survives the loss of all nodes: the breaker opens at once, the other cluster does not notice', async () => {
    const states: BreakerState[] = [];
    const noticed: BreakerState[] = [];
    const cluster = cacheCluster((state) => states.push(state));
    const healthy = stateCluster((state) => noticed.push(state));
    await Promise.all([cluster.open(), healthy.open()]);
    await Promise.all([set(cluster, 'any'), set(healthy, 'any')]);
    await cacheNodes.down();
    const { ms } = await timed(async () => {
      while (cluster.state.breaker === 'closed') {
        await getInTime(cluster, 'any').catch(() => {});
        await sleep(1);
      }
    });
    expect(ms).toBeLessThan(150);
    expect(await works(healthy)).toBe(true);
    await cacheNodes.up();
    await waitFor(() => works(cluster));
    expect(states.at(-1)).toBe('closed');
    expect(noticed).toEqual([]);
  });

  it('follows a failover after kill -9 of a master, and loses no other', async () => {
    const cluster = cacheCluster();
    await cluster.open();
    const [lost, ...others] = await keysOfMasters();
    for (const key of [lost, ...others]) await set(cluster, key);
    const node = await cacheNodes.masterOf(lost);
    await cacheNodes.killNode(node);
    while (!(await works(cluster, lost))) {
      for (const key of others) expect(await get(cluster, key)).toBe(key);
      await sleep(10);
    }
    expect(await cacheNodes.masterOf(lost)).not.toEqual(node);
    expect(cluster.state).toMatchObject({ isReady: true, breaker: 'closed' });
    await cacheNodes.up();
  });

  it('follows a planned failover without a failure that its caller sees', async () => {
    const cluster = cacheCluster();
    await cluster.open();
    await set(cluster, 'any');
    // A node that ioredis has not heard of yet costs a failure until it has.
    await waitFor(() => cluster.state.nodes === 6);
    await cacheNodes.failover(await cacheNodes.masterOf('any'));
    expect(await get(cluster, 'any')).toBe('any');
    await cacheNodes.healed();
  });

  it('leaves no socket when it is closed, and refuses what comes later', async () => {
    await waitFor(() => sockets() === 0);
    const cluster = cacheCluster();
    await cluster.open();
    await Promise.all((await keysOfMasters()).map((key) => set(cluster, key)));
    const subscription = cluster.subscribe('changes', () => {});
    await waitFor(() => subscription.isLive);
    const reader = await cluster.blockingConnection('any', 100);
    await cluster.connectionForKey('any');
    expect(sockets()).toBeGreaterThanOrEqual(6);
    const last = get(cluster, 'any');
    await cluster.close();
    expect(await last).toBeTruthy();
    await waitFor(() => sockets() === 0);
    expect(reader.status).toBe('end');
    await expect(get(cluster, 'any')).rejects.toMatchObject(away);
    expect(cluster.state).toMatchObject({ isReady: false, connected: 0 });
  });
});
