import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, temporaryFolder, type TemporaryFolder, waitFor } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { spawnProcess, startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 120_000;

let folder: TemporaryFolder;
let running: ServiceProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  running = [];
});

afterEach(async () => {
  for (const service of running.reverse()) if (service.child.exitCode === null) await service.end('SIGTERM');
  await folder.remove();
}, LONG_MS);

async function start(
  app: 'standalone' | 'create' | 'lookup' | 'stats',
  environment?: Record<string, string>,
) {
  const service = await startProcess({ app, dataDir: folder.path, ...(environment && { environment }) });
  running.push(service);
  return service;
}

describe('standalone', () => {
  it(
    'prints an API key at its first start only, and stops with exit code 0',
    async () => {
      const first = await start('standalone');
      expect(first.output()).toMatch(/API key\s+fl_[0-9A-Za-z]{12}_/);
      expect(await first.end('SIGTERM')).toBe(0);
      const second = await start('standalone');
      expect(second.output()).not.toMatch(/fl_[0-9A-Za-z]{12}_/);
      expect(await second.end('SIGINT')).toBe(0);
    },
    LONG_MS,
  );

  it(
    'finds every acknowledged link after a kill -9, and counts each click once',
    async () => {
      const first = await start('standalone');
      const client = new Client(first.url);
      const made = await Promise.all(
        Array.from({ length: 50 }, (_, index) => client.shorten({ url: `https://example.com/${index}` })),
      );
      for (const { name } of made) await client.get(`/${name}`);
      // Longer than the ring keeps a click in memory.
      await new Promise((resolve) => setTimeout(resolve, 250));
      await first.end('SIGKILL');
      const second = new Client((await start('standalone')).url);
      for (const { name, url } of made)
        expect((await second.get(`/${name}`)).headers.get('location')).toBe(url);
      await waitFor(
        async () => (await second.get('/api/v1/stats/summary')).json<{ clicks: number }>().clicks === 100,
        { timeoutMs: 20_000 },
      );
    },
    LONG_MS,
  );

  it(
    'reports the health of every database and of the cache to operators',
    async () => {
      const { managementUrl } = await start('standalone');
      const answer = await fetch(`${managementUrl}/admin/system-health`);
      const { success, data } = (await answer.json()) as {
        success: boolean;
        data: {
          status: string;
          stale: boolean;
          database: { metrics: object };
          cache: { responseTimeMs: number };
        };
      };
      expect([answer.status, success, data.status, data.stale]).toEqual([200, true, 'healthy', false]);
      const databases = ['catalog', 'stats', 'shard-0', 'shard-1', 'shard-2', 'shard-3'];
      expect(Object.keys(data.database.metrics)).toEqual(databases);
      expect(data.cache.responseTimeMs).toBe(0);
    },
    LONG_MS,
  );

  it(
    'refuses a second process on its data folder and says who has it',
    async () => {
      const first = await start('standalone');
      const second = spawnProcess('standalone', { DATA_DIR: folder.path, PORT: '0', MANAGEMENT_PORT: '0' });
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(`pid ${first.child.pid}`);
      expect((await fetch(`${first.managementUrl}/readyz`)).status).toBe(200);
    },
    LONG_MS,
  );

  it(
    'says everything that is wrong with its settings at once, and what production lacks',
    async () => {
      const faulty = spawnProcess('standalone', {
        PORT: 'x',
        CODE_LAYOUT: 'odd',
        NODE_ENV: 'production',
        CLICK_OVERRIDES: 'on',
      });
      expect(await faulty.ended).not.toBe(0);
      for (const name of ['PORT', 'CODE_LAYOUT', 'CODE_KEY', 'CLICK_OVERRIDES'])
        expect(faulty.output()).toContain(`- ${name}`);
    },
    LONG_MS,
  );
});

describe('create, lookup and stats as processes of their own', () => {
  it(
    'work on the databases of a standalone, and see each other’s changes within the bound',
    async () => {
      const standalone = await start('standalone');
      const [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) ?? [];
      const createProcess = await start('create');
      const create = new Client(createProcess.url, { authorization: `Bearer ${key}` });
      const lookupProcess = await start('lookup');
      const lookup = new Client(lookupProcess.url);
      const { name } = await create.shorten({ url: 'https://example.com/one' });
      expect((await lookup.get(`/${name}`)).headers.get('location')).toBe('https://example.com/one');
      await create.send('PATCH', `/api/v1/links/${name}`, { url: 'https://example.com/two' });
      await waitFor(
        async () => (await lookup.get(`/${name}`)).headers.get('location') === 'https://example.com/two',
        { timeoutMs: 2500 },
      );
      expect(lookupProcess.output()).toContain('no click bus');
      expect((await new Client(createProcess.url).get('/api/v1/links')).status).toBe(401);
    },
    LONG_MS,
  );

  it(
    'follow links while the cache cluster is dead: alive, ready, and degraded for operators',
    async () => {
      const { url: standaloneUrl } = await start('standalone');
      const { name } = await new Client(standaloneUrl).shorten({ url: 'https://example.com/uncached' });
      const nobody = `127.0.0.1:${await freePort()}`;
      const lookup = await start('lookup', { REDIS_CACHE_NODES: nobody });
      const client = new Client(lookup.url);
      expect((await client.get(`/${name}`)).headers.get('location')).toBe('https://example.com/uncached');
      expect((await client.get('/nobody-has-this')).status).toBe(404);
      const probe = async (path: string) => fetch(`${lookup.managementUrl}/${path}`);
      expect([(await probe('livez')).status, (await probe('readyz')).status]).toEqual([200, 200]);
      const report = await probe('admin/system-health');
      const { success, data } = (await report.json()) as {
        success: boolean;
        data: { status: string; cache: { status: string; responseTimeMs: number } };
      };
      expect([report.status, success, data.status, data.cache.status]).toEqual([
        200,
        true,
        'degraded',
        'degraded',
      ]);
      expect(data.cache.responseTimeMs).toBeLessThan(1000);
    },
    LONG_MS,
  );

  it(
    'refuse to start with another code key than the fleet’s',
    async () => {
      await start('standalone');
      const other = spawnProcess('lookup', {
        DATA_DIR: folder.path,
        PORT: '0',
        MANAGEMENT_PORT: '0',
        CODE_KEY: '00'.repeat(16),
      });
      expect(await other.ended).not.toBe(0);
      expect(other.output()).toContain('CODE_KEY');
    },
    LONG_MS,
  );
});
