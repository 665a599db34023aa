import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { redisAvailable } from '../testing/redis-binaries.js';
import { testRedisCluster, type TestRedisCluster } from '../testing/test-redis-cluster.js';
import { timed } from './cluster-load.fixture.js';
import type { RedisConnection } from './connections.js';
import { StateCluster } from './named-clusters.js';
import { pipelineAnswers } from './pipeline-answers.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const WAIT_MS = 50;
const WRITE_DEADLINE_MS = 200;

let nodes: TestRedisCluster;
let cluster: StateCluster;

/** Appends to a stream and waits for one replica: the number of replicas that have it. */
async function append(connection: RedisConnection, stream: string): Promise<number> {
  const pipeline = connection.pipeline().xadd(stream, '*', 'f', 'v').wait(1, WAIT_MS);
  const [, replicas] = await pipelineAnswers(pipeline);
  return replicas as number;
}
const write = (stream: string) =>
  cluster.runForKey(stream, (connection) => append(connection, stream), WRITE_DEADLINE_MS);
const writes = (stream: string) => write(stream).then(Boolean, () => false);
const portFor = async (key: string) => (await cluster.connectionForKey(key)).options.port;

describeRedis('connections to the master of a key', () => {
  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'state' });
  }, INSTALL_TIMEOUT_MS);
  beforeEach(async () => {
    cluster = new StateCluster({ settings: nodes.settings() });
    await cluster.open();
  });
  afterEach(() => cluster.close());
  afterAll(() => nodes?.stop());

  it('append and wait for a replica in one pipeline', async () => {
    expect(await write('clicks:{00}')).toBe(1);
  });

  it('tell of a pipeline with an error among its answers, unless that is pardoned', async () => {
    const connection = await cluster.connectionForKey('pardoned');
    const pipeline = () =>
      connection.pipeline().set('pardoned', 'text').lpush('pardoned', 'x').get('pardoned');
    await expect(pipelineAnswers(pipeline())).rejects.toThrow('WRONGTYPE');
    expect(await pipelineAnswers(pipeline(), () => 'no list')).toEqual(['OK', 'no list', 'text']);
  });

  it('are one for each master, shared by its keys', async () => {
    const streams = Array.from({ length: 16 }, (_, number) => `clicks:{${String(number).padStart(2, '0')}}`);
    const connections = await Promise.all(streams.map((stream) => cluster.connectionForKey(stream)));
    expect(new Set(connections).size).toBe(3);
    for (const [index, stream] of streams.entries())
      expect(connections[index]!.options.port).toBe((await nodes.masterOf(stream)).port);
  });

  it('follow a planned failover: the old master’s refusal is noticed, the next write reaches the new one', async () => {
    await write('moving');
    const next = await nodes.failover(await nodes.masterOf('moving'));
    await waitFor(() => writes('moving'));
    expect(await portFor('moving')).toBe(next.port);
    await nodes.healed();
  });

  it('follow a failover after kill -9', async () => {
    await write('lost');
    const master = await nodes.masterOf('lost');
    await nodes.killNode(master);
    await expect(write('lost')).rejects.toMatchObject({ kind: 'unavailable' });
    await waitFor(async () => (await nodes.masterOf('lost').catch(() => master)) !== master);
    const moved = () => portFor('lost').then((port) => port !== master.port);
    // With no other traffic than this: whoever reads the slots anew only now and then is too late.
    await waitFor(() => moved().catch(() => false), { timeoutMs: 500 });
    await nodes.up();
    await waitFor(async () => (await write('lost')) === 1);
  });

  it('give up at the deadline while the master hangs', async () => {
    await write('hung');
    const master = await nodes.masterOf('hung');
    nodes.stopNode(master);
    const { ms, outcome } = await timed(() => write('hung'));
    nodes.contNode(master);
    expect(outcome).toMatchObject({ reason: { code: 'redis/deadline', kind: 'unavailable' } });
    expect(ms).toBeLessThan(WRITE_DEADLINE_MS + 50);
    await waitFor(() => writes('hung'));
    await nodes.healed();
  });

  it('let a reader block on its own, and end with their node', async () => {
    const reader = await cluster.blockingConnection('read', 5000);
    const read = reader.xread('BLOCK', 5000, 'STREAMS', 'read', '$');
    await sleep(50);
    await write('read');
    expect(await read).toMatchObject([['read', [[expect.any(String), ['f', 'v']]]]]);
    const master = await nodes.masterOf('read');
    const waiting = timed(() => reader.xread('BLOCK', 5000, 'STREAMS', 'read', '$'));
    await nodes.killNode(master);
    const { ms, outcome } = await waiting;
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(ms).toBeLessThan(500);
    expect(reader.status).toBe('end');
    const port = await waitFor(() =>
      cluster
        .blockingConnection('read', 5000)
        .then(({ options }) => options.port)
        .catch(() => undefined),
    );
    expect(port).not.toBe(master.port);
    await nodes.up();
  });

  it('leave no timer behind when a reader goes while it waits', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await write('left');
    const before = timers();
    const reader = await cluster.blockingConnection('left', 60_000);
    const read = reader.xread('BLOCK', 60_000, 'STREAMS', 'left', '$').catch(() => 'left');
    reader.disconnect();
    expect(await read).toBe('left');
    await waitFor(() => timers() <= before);
  });

  it('end when their node is silent for longer than the read blocks', async () => {
    const reader = await cluster.blockingConnection('silent', 100);
    const master = await nodes.masterOf('silent');
    nodes.stopNode(master);
    const { ms, outcome } = await timed(() => reader.xread('BLOCK', 100, 'STREAMS', 'silent', '$'));
    nodes.contNode(master);
    expect(outcome).toMatchObject({ status: 'rejected' });
    expect(ms).toBeLessThan(1500);
    await nodes.healed();
  });
});
