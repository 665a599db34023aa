import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EDGE_FIELD, edgeField, networkOf, parseEdgeLine } from '@fleetlink/click';
import { logFaults } from '../../deploy/logs/log-line.ts';
import { hasNginx, TestGateway } from './test-gateway.fixture.ts';

// What the gateway does by itself: keeps answers, limits addresses, packs and logs. The upstream answers as the
// services do, and counts.

const whereNginxIs = hasNginx ? describe : describe.skip;

const REDIRECTS: Readonly<Record<string, readonly [number, string]>> = {
  '/shared': [302, 'public, max-age=0, s-maxage=1'],
  '/private': [302, 'private, no-cache'],
  '/permanent': [301, 'public, max-age=86400'],
  '/blocked': [451, 'no-store'],
};
/** The API may take 10 s. */
const SLOW = '/api/slow';
const LONG = JSON.stringify({ text: 'a'.repeat(2_000) });

whereNginxIs('the edge (skipped where there is no nginx)', () => {
  let upstream: Server;
  let open: TestGateway;
  let limited: TestGateway;
  const asked: string[] = [];
  const waiting: (() => void)[] = [];

  beforeAll(async () => {
    upstream = createServer(({ method, url = '' }, answer) => {
      asked.push(`${method} ${url}`);
      const [status, cacheControl] = REDIRECTS[url] ?? [200, 'no-store'];
      const type = url.startsWith('/api') ? 'application/json' : 'text/html';
      const headers = {
        Location: 'https://example.com/',
        'Cache-Control': cacheControl,
        'Content-Type': type,
        [EDGE_FIELD]: edgeField({ id: '7', tenantId: 't', name: url.slice(1) }),
      };
      const reply = () => answer.writeHead(status, headers).end(LONG);
      if (url === SLOW) waiting.push(reply);
      else reply();
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const server = `server 127.0.0.1:${(upstream.address() as AddressInfo).port} max_fails=0;`;
    const names = ['CREATE_SERVERS', 'LOOKUP_SERVERS', 'STATS_SERVERS', 'CREATE_MANAGEMENT_SERVERS'];
    const servers = Object.fromEntries(names.map((name) => [name, server]));
    const believes = 'set_real_ip_from 127.0.0.1; real_ip_header X-Test-Client;';
    open = await TestGateway.start({ ...servers, GATEWAY_UNLIMITED: '127.0.0.1 0;', GATEWAY_TLS: believes });
    limited = await TestGateway.start(servers);
  });

  afterAll(async () => {
    await Promise.all([open.stop(), limited.stop()]);
    upstream.close().closeAllConnections();
  });

  beforeEach(() => void asked.splice(0));

  const get = (gateway: TestGateway, path: string, init: RequestInit = {}) =>
    fetch(`${gateway.url}${path}`, { redirect: 'manual', ...init });

  it('keeps what is addressed to shared caches, for as long as it says', async () => {
    for (let count = 0; count < 5; count += 1) expect((await get(open, '/shared')).status).toBe(302);
    expect(asked).toEqual(['GET /shared']);
    for (const giveUpAt = Date.now() + 10_000; asked.length < 2; await sleep(100)) {
      expect(Date.now()).toBeLessThan(giveUpAt);
      await get(open, '/shared');
    }
  });

  it('logs each answer that lookup did not see, once, and what of it makes a click', async () => {
    const agent = 'B\u00e4r "1"';
    const about = { 'User-Agent': agent, Referer: 'https://a.example/', 'Accept-Language': 'de,en' };
    const sent = Date.now();
    for (let count = 0; count < 20; count += 1) {
      const answer = await get(open, '/shared', { headers: about });
      expect(answer.headers.has(EDGE_FIELD)).toBe(false);
      await get(open, '/shared', { method: 'HEAD', headers: about });
      await get(open, '/private', { headers: about });
    }
    const hits = 20 - asked.filter((line) => line === 'GET /shared').length;
    expect(hits).toBeGreaterThan(0);
    const clicks = open.edgeClicks().map((line) => parseEdgeLine(line)!);
    const ours = clicks.filter(({ languages }) => languages === 'de,en');
    expect(ours).toHaveLength(hits);
    expect(ours[0]).toMatchObject({
      linkId: '7',
      tenantId: 't',
      address: '127.0.0.0',
      agent,
      referrer: about.Referer,
    });
    expect(Math.abs(ours[0]!.at - sent)).toBeLessThan(60_000);
  });

  it.each([
    '192.0.2.77',
    '2001:db8:1:2:3:4:5:6',
    '2001:db8:1::9',
    '2001:db8::9',
    '2001::9',
    '2001:0:0:1::9',
    '2001:0:5::9',
    '::ffff:192.0.2.77',
    '::1',
  ])('logs of %s no more than a visitor is told by', async (client) => {
    const headers = { 'X-Test-Client': client, Referer: `https://${randomUUID()}.example/` };
    for (let count = 0; count < 3; count += 1) await get(open, '/shared', { headers });
    const clicks = open.edgeClicks().map((line) => parseEdgeLine(line)!);
    const ours = clicks.find(({ referrer }) => referrer === headers.Referer)!;
    expect(networkOf(ours.address)).toBe(networkOf(client));
    expect(ours.address).not.toContain('77');
    expect(ours.address).not.toMatch(/[69]$/);
  });

  it.each(['/private', '/permanent', '/blocked'])('keeps nothing of %s', async (path) => {
    for (let count = 0; count < 3; count += 1)
      expect((await get(open, path)).status).toBe(REDIRECTS[path]![0]);
    expect(asked).toHaveLength(3);
  });

  it('asks HEAD as HEAD, which is not counted', async () => {
    await get(open, '/shared', { method: 'HEAD' });
    await get(open, '/private', { method: 'HEAD' });
    expect(asked.filter((line) => line.startsWith('GET'))).toEqual([]);
  });

  it('packs answers of the API, and never those of names', async () => {
    const encodingOf = async (path: string) => {
      const answer = await get(open, path, { headers: { 'Accept-Encoding': 'gzip' } });
      await answer.arrayBuffer();
      return answer.headers.get('content-encoding');
    };
    expect(await encodingOf('/api/v1/links')).toBe('gzip');
    expect(await encodingOf('/api/v1/links/a/stats')).toBe('gzip');
    expect(await encodingOf('/private')).toBeNull();
  });

  it('logs one JSON line a request, with the ids by which it is found elsewhere', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    await get(open, '/api/v1/links?secret=1', { headers: { traceparent, 'X-Request-Id': 'mine' } });
    for (const giveUpAt = Date.now() + 10_000; open.logged('/api/v1/links').length === 0; await sleep(20))
      expect(Date.now()).toBeLessThan(giveUpAt);
    expect(open.logged('/api/v1/links').at(-1)).toMatchObject({
      requestId: 'mine',
      traceId: trace,
      status: 200,
    });
    expect(JSON.stringify(open.logged('/api/v1/links'))).not.toContain('secret');
    expect(open.logged('/api/v1/links').flatMap(logFaults)).toEqual([]);
    expect(open.logged('/api/v1/links').at(-1)).toMatchObject({ client: '127.0.0.0' });
  });

  it('lets an address have a burst, then 100 requests a second, and says when to come back', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const statuses: number[] = [];
        for (let count = 0; count < 30; count += 1) statuses.push((await get(limited, '/private')).status);
        return statuses;
      }),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const passed = answers.flat().filter((status) => status === 302).length;
    expect(passed).toBeGreaterThanOrEqual(51);
    expect(passed).toBeLessThanOrEqual(52 + 100 * seconds);
    expect(answers.flat()).toContain(429);
    const refused = await firstRefused();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'request/limited' });
  });

  async function firstRefused(): Promise<Response> {
    for (;;) {
      const answers = await Promise.all(Array.from({ length: 80 }, () => get(limited, '/private')));
      const refused = answers.find(({ status }) => status === 429);
      if (refused) return refused;
    }
  }

  it('lets an address have 20 requests at the same time', async () => {
    await sleep(1_500);
    const outcomes = Array.from({ length: 25 }, () => statusOf(`${limited.url}${SLOW}`));
    for (const giveUpAt = Date.now() + 8_000; waiting.length < 20 && Date.now() < giveUpAt;) await sleep(20);
    for (const reply of waiting.splice(0)) reply();
    const statuses = await Promise.all(outcomes);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });
});

/** On a connection of its own. */
function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}
