import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { temporaryFolder, waitFor, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ProcessRequest, type ServiceProcess } from './process.fixture.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const LONG_MS = 180_000;
const SETTLE_MS = 20_000;
const CLICKS = 120;

describeRedis('lookup and stats on a state cluster', () => {
  let nodes: TestRedisCluster;
  let folder: TemporaryFolder;
  let running: ServiceProcess[];
  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'state' });
  }, LONG_MS);
  beforeEach(async () => {
    folder = await temporaryFolder();
    running = [];
  });
  afterEach(async () => {
    for (const service of running.reverse())
      if (service.child.exitCode === null && service.child.signalCode === null) await service.end('SIGTERM');
    await folder.remove();
  }, LONG_MS);
  afterAll(() => nodes?.stop());

  async function start(app: ProcessRequest['app'], environment: Record<string, string> = {}) {
    const service = await startProcess({ app, dataDir: folder.path, environment });
    running.push(service);
    return service;
  }

  it(
    'count each click once, a kill -9 of stats and a time without Redis included',
    async () => {
      const environment = {
        REDIS_STATE_NODES: nodes.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
        CLICK_CLAIM_IDLE_MS: '1000',
      };
      const standalone = await start('standalone');
      const [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) ?? [];
      const headers = { authorization: `Bearer ${key}` };
      const { name } = await new Client(standalone.url, headers).shorten({ url: 'https://example.com/' });
      const lookup = await start('lookup', environment);
      const stats = await start('stats', environment);
      const follow = async (count: number) => {
        for (let click = 0; click < count; click += 1)
          expect((await new Client(lookup.url).get(`/${name}`)).status).toBe(302);
      };
      expect(lookup.output()).not.toContain('no click bus');
      await follow(CLICKS / 3);
      await stats.end('SIGKILL');
      await follow(CLICKS / 3);
      await nodes.down();
      await follow(CLICKS / 3);
      expect((await fetch(`${lookup.managementUrl}/readyz`)).status).toBe(200);
      const next = await start('stats', environment);
      const client = new Client(next.url, headers);
      const counted = async () =>
        (await client.get('/api/v1/stats/summary')).json<{ clicks: number }>().clicks;
      expect(await counted()).toBeLessThan(CLICKS);
      await nodes.up();
      await waitFor(async () => (await counted()) >= CLICKS, { timeoutMs: SETTLE_MS });
      expect(await counted()).toBe(CLICKS);
      const metrics = await (await fetch(`${next.managementUrl}/metrics`)).text();
      expect(metrics).toMatch(/fleetlink_click_bus_batches\{state="waiting",service="stats"\} 0/);
    },
    LONG_MS,
  );
});
