import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@fleetlink/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redisAvailable } from '../testing/redis-binaries.js';
import type { TestRedisNode } from '../testing/redis-keeper.js';
import { testRedisCluster, type TestRedisCluster } from '../testing/test-redis-cluster.js';
import { StateCluster } from './named-clusters.js';
import type { Subscription } from './subscription.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const PATIENCE_MS = 1000;

/** Without pauses there would be thousands a second. */
const CONNECTIONS_MAX = 200;

describeRedis('Subscription', () => {
  let nodes: TestRedisCluster;
  let cluster: StateCluster;
  let subscription: Subscription;
  const heard: string[] = [];

  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'state' });
    cluster = new StateCluster({ settings: nodes.settings() });
    await cluster.open();
    subscription = cluster.subscribe('changes', (message) => heard.push(message));
    await waitFor(() => subscription.isLive);
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await cluster?.close();
    await nodes?.stop();
  });

  const publish = (message: string) =>
    cluster.run((client) => client.publish('changes', message), PATIENCE_MS);

  it('hears once what is sent to any node, in whatever order the nodes pass it on', async () => {
    for (const message of ['1', '2', '3', '4']) await publish(message);
    await waitFor(() => heard.length === 4);
    expect(heard.toSorted()).toEqual(['1', '2', '3', '4']);
  });

  it('asks seldom while Redis is down, and hears again soon after', async () => {
    await nodes.down();
    expect(await connectionsWithin(1000, nodes.nodes)).toBeLessThan(CONNECTIONS_MAX);
    expect(subscription.isLive).toBe(false);
    await nodes.up();
    await waitFor(() => subscription.isLive);
    await waitFor(() =>
      publish('again').then(
        () => heard.includes('again'),
        () => false,
      ),
    );
  });

  it('leaves a node that hangs', async () => {
    for (const node of nodes.nodes) nodes.stopNode(node);
    await waitFor(() => !subscription.isLive, { timeoutMs: 8000 });
    for (const node of nodes.nodes) nodes.contNode(node);
    await waitFor(() => subscription.isLive);
  });

  it('is silent once it is closed', async () => {
    subscription.close();
    await waitFor(() => !subscription.isLive);
    await publish('too late');
    await sleep(50);
    expect(heard).not.toContain('too late');
  });
});

/** In place of nodes that are down: how often somebody connects to one of their ports. */
async function connectionsWithin(ms: number, nodes: readonly TestRedisNode[]): Promise<number> {
  let count = 0;
  const servers = nodes.map(({ host, port }) =>
    createServer((socket) => {
      count += 1;
      socket.destroy();
    }).listen(port, host),
  );
  await sleep(ms);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return count;
}
