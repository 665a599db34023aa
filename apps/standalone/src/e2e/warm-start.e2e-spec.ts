import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { temporaryFolder, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const LONG_MS = 180_000;
const WARM_DEADLINE_MS = 1000;

describeRedis('a lookup process that starts', () => {
  let nodes: TestRedisCluster;
  let folder: TemporaryFolder;
  let standalone: ServiceProcess;
  let name: string;
  const running: ServiceProcess[] = [];

  beforeAll(async () => {
    [nodes, folder] = await Promise.all([testRedisCluster({ kind: 'cache' }), temporaryFolder()]);
    standalone = await startProcess({ app: 'standalone', dataDir: folder.path });
    const [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) ?? [];
    const client = new Client(standalone.url, { authorization: `Bearer ${key}` });
    ({ name } = await client.shorten({ url: 'https://example.com/' }));
  }, LONG_MS);
  afterEach(async () => {
    for (const lookup of running.splice(0)) if (lookup.child.exitCode === null) await lookup.end('SIGTERM');
  }, LONG_MS);
  afterAll(async () => {
    await standalone?.end('SIGTERM');
    await folder?.remove();
    await nodes?.stop();
  }, LONG_MS);

  async function startLookup() {
    const lookup = await startProcess({
      app: 'lookup',
      dataDir: folder.path,
      environment: {
        REDIS_CACHE_NODES: nodes.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
        WARM_DEADLINE_MS: String(WARM_DEADLINE_MS),
      },
    });
    running.push(lookup);
    const follow = async () => expect((await new Client(lookup.url).get(`/${name}`)).status).toBe(302);
    const metric = async (series: string) => {
      const text = await (await fetch(`${lookup.managementUrl}/metrics`)).text();
      return Number(new RegExp(`^${series},service="lookup"\\} (\\S+)$`, 'm').exec(text)?.[1]);
    };
    return { ...lookup, follow, metric };
  }

  it(
    'answers the first request for a hot link from memory',
    async () => {
      const before = await startLookup();
      for (let time = 0; time < 5; time += 1) await before.follow();
      expect(await before.metric('fleetlink_lookup_total\\{tier="l1"')).toBe(4);
      expect(await before.end('SIGTERM')).toBe(0);
      const after = await startLookup();
      expect(after.output()).toContain('hot names are in memory');
      expect(await after.metric('fleetlink_warm_up_names\\{state="answered"')).toBe(1);
      expect(await after.metric('fleetlink_lookup_total\\{tier="l1"')).toBe(0);
      await after.follow();
      expect(await after.metric('fleetlink_lookup_total\\{tier="l1"')).toBe(1);
    },
    LONG_MS,
  );

  it(
    'is ready within the bound while all of Redis hangs, cold, and says so',
    async () => {
      for (const node of nodes.nodes) nodes.stopNode(node);
      try {
        const { output, metric, follow } = await startLookup();
        expect(output()).toMatch(/the start is cold|the warm-up was cut off/);
        expect(await metric('fleetlink_warm_up_names\\{state="answered"')).toBe(0);
        expect(await metric('fleetlink_warm_up_seconds\\{service="lookup"')).toBeLessThan(
          WARM_DEADLINE_MS / 1000 + 1,
        );
        await follow();
      } finally {
        for (const node of nodes.nodes) nodes.contNode(node);
      }
    },
    LONG_MS,
  );
});
