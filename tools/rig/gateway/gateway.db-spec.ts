import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { servers as serversAt } from './gateway-config.ts';
import { hasNginx, TestGateway } from './test-gateway.fixture.ts';

// The real nginx on the real configuration, before upstreams that only say what they were asked.

const whereNginxIs = hasNginx ? describe : describe.skip;

interface Heard {
  readonly upstream: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyBytes: number;
}

whereNginxIs('the gateway (skipped where there is no nginx)', () => {
  const upstreams = new Map<string, Server>();
  const hung = new Set<string>();
  let connections = 0;
  let servers: Record<string, string>;
  let gateway: TestGateway;
  let url: string;

  beforeAll(async () => {
    for (const name of ['create', 'lookup-0', 'lookup-1', 'stats', 'management']) {
      const server = createServer((asked, answer) => {
        let bodyBytes = 0;
        asked.on('data', (chunk: Buffer) => void (bodyBytes += chunk.length));
        asked.on('end', () => {
          if (hung.has(name)) return;
          const { method = '', url: path = '', headers } = asked;
          const said: Heard = { upstream: name, method, url: path, headers, bodyBytes };
          answer.writeHead(path === '/readyz' && hung.has('ready') ? 503 : 200).end(JSON.stringify(said));
        });
      });
      server.on('connection', () => void (connections += 1));
      upstreams.set(name, server.listen(0, '127.0.0.1'));
      await once(server, 'listening');
    }
    const at = (name: string) => `server 127.0.0.1:${(upstreams.get(name)!.address() as AddressInfo).port}`;
    servers = {
      CREATE_SERVERS: `${at('create')};`,
      LOOKUP_SERVERS: `${at('lookup-0')} max_fails=0; ${at('lookup-1')} max_fails=0;`,
      STATS_SERVERS: `${at('stats')};`,
      CREATE_MANAGEMENT_SERVERS: `${at('management')};`,
      GATEWAY_UNLIMITED: '127.0.0.1 0;',
    };
    gateway = await TestGateway.start(servers);
    ({ url } = gateway);
  });

  afterAll(async () => {
    await gateway.stop();
    for (const server of upstreams.values()) server.close().closeAllConnections();
  });

  beforeEach(() => hung.clear());

  async function heard(path: string, init: RequestInit = {}): Promise<Heard> {
    const answer = await fetch(`${url}${path}`, init);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Heard;
  }

  const post = (body: string, type = 'application/json'): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
  });

  it.each([
    ['GET', '/', 'lookup'],
    ['GET', '/a-name', 'lookup'],
    ['GET', '/a-name+', 'lookup'],
    ['GET', '/a/b?c=d', 'lookup'],
    ['GET', '/api', 'lookup'],
    ['GET', '/api/v1/stats', 'create'],
    ['GET', '/robots.txt', 'lookup'],
    ['GET', '/api/docs', 'create'],
    ['GET', '/api/v1/openapi.json', 'create'],
    ['GET', '/api/v1/links?limit=5', 'create'],
    ['PATCH', '/api/v1/links/stats', 'create'],
    ['DELETE', '/api/v1/links/a-name', 'create'],
    ['POST', '/api/v1/keys', 'create'],
    ['GET', '/api/v1/links/a-name/stats?from=x', 'stats'],
    ['GET', '/api/v1/links/a-name/stats/live', 'stats'],
    ['GET', '/api/v1/stats/summary', 'stats'],
    ['GET', '/api/v1/links/a/b/stats', 'create'],
  ])('%s %s goes to %s, as it was written', async (method, path, upstream) => {
    const asked = await heard(path, { method });
    expect(asked).toMatchObject({ method, url: path });
    expect(asked.upstream).toMatch(new RegExp(`^${upstream}(-\\d)?$`));
  });

  it('hands a path over byte by byte', async () => {
    expect((await heard('/%61%2F%2e%2e/x')).url).toBe('/%61%2F%2e%2e/x');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s of a name by itself', async (method) => {
    const answer = await fetch(`${url}/a-name`, { method, headers: { 'X-Request-Id': 'mine' } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 405, code: 'request/method', requestId: 'mine' });
  });

  it('tells the services who the client is, whatever the client says', async () => {
    const claims = {
      'X-Forwarded-For': '203.0.113.9',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'for=203.0.113.9',
    };
    for (const path of ['/a-name', '/api/v1/links', '/api/v1/stats/summary']) {
      const { headers } = await heard(path, { headers: claims });
      expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
      expect(headers['x-forwarded-host']).toBe(new URL(url).host);
      expect(headers).not.toHaveProperty('forwarded');
    }
  });

  it('gives every request an id, and keeps a harmless one', async () => {
    const idOf = async (id: string) =>
      (await heard('/api/docs', { headers: { 'X-Request-Id': id } })).headers['x-request-id'];
    expect(await idOf('mine-1_2')).toBe('mine-1_2');
    expect(await idOf('"quoted"')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('sends names without a body, on connections that it keeps', async () => {
    await Promise.all(Array.from({ length: 20 }, () => heard('/a-name')));
    const before = connections;
    for (let count = 0; count < 50; count += 1) await heard('/a-name');
    expect(connections - before).toBeLessThan(5);
    expect((await heard('/a-name')).headers).not.toHaveProperty('content-length');
  });

  it('keeps the size of each body within the limit of its path', async () => {
    const body = 'x'.repeat(16_385);
    const refused = await fetch(`${url}/api/v1/links`, post(body));
    expect([refused.status, await refused.json()]).toMatchObject([413, { code: 'request/too-large' }]);
    expect(await heard('/api/v1/links', post(body.slice(1)))).toMatchObject({ bodyBytes: 16_384 });
    expect(await heard('/api/v1/links/bulk', post('x'.repeat(2_000_000)))).toMatchObject({
      upstream: 'create',
      bodyBytes: 2_000_000,
    });
    expect((await fetch(`${url}/api/v1/links/bulk`, post('x'.repeat(33_554_433)))).status).toBe(413);
  });

  it('streams a list by the line: no limit, and nothing is collected first', async () => {
    const large = 'x'.repeat(40_000_000);
    const streamed = await heard(
      '/api/v1/links/bulk?a=b',
      post(large, 'application/x-ndjson; charset=utf-8'),
    );
    expect(streamed).toMatchObject({ url: '/api/v1/links/bulk?a=b', bodyBytes: large.length });
    const begun = once(upstreams.get('create')!, 'request');
    const slow = request(`${url}/api/v1/links/bulk`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson', 'Transfer-Encoding': 'chunked' },
    }).on('error', () => undefined);
    slow.write('{"url":"https://example.com"}\n');
    expect((await begun)[0]).toMatchObject({ url: '/api/v1/links/bulk' });
    slow.destroy();
  });

  it('does not let a client ask for its inner paths', async () => {
    for (const path of ['/-/streamed-bulk', '/-/readiness', '/-/unavailable-page'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('says whether links can be made, without what is amiss', async () => {
    const health = async () => {
      const answer = await fetch(`${url}/api/health`);
      return [answer.status, await answer.text(), answer.headers.get('cache-control')];
    };
    expect(await health()).toEqual([200, '{"status":"ok"}', 'no-store']);
    hung.add('ready');
    expect(await health()).toEqual([503, '{"status":"error"}', 'no-store']);
  });

  it('answers for a service that hangs: names after 1 s, with the time of the next try', async () => {
    hung.add('lookup-0').add('lookup-1');
    const startedAt = performance.now();
    const answer = await fetch(`${url}/a-name`);
    const elapsedMs = performance.now() - startedAt;
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'request/unavailable', status: 503 });
    expect(elapsedMs).toBeGreaterThan(900);
    expect(elapsedMs).toBeLessThan(1_500);
    const page = await fetch(`${url}/a-name`, { headers: { Accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  });

  it('asks lookups again as soon as they answer, although all of them had failed', async () => {
    const ports = ['lookup-0', 'lookup-1'].map(
      (name) => (upstreams.get(name)!.address() as AddressInfo).port,
    );
    const own = await TestGateway.start({ ...servers, LOOKUP_SERVERS: serversAt(ports) });
    try {
      hung.add('lookup-0').add('lookup-1');
      const stalled = Array.from({ length: 8 }, () => fetch(`${own.url}/a-name`));
      expect((await Promise.all(stalled)).map(({ status }) => status)).toEqual(Array(8).fill(503));
      hung.clear();
      for (let count = 0; count < 8; count += 1) expect((await fetch(`${own.url}/a-name`)).status).toBe(200);
    } finally {
      await own.stop();
    }
  });

  it('asks the other lookup when one is gone', async () => {
    const gone = upstreams.get('lookup-0')!;
    const { port } = gone.address() as AddressInfo;
    gone.close().closeAllConnections();
    for (let count = 0; count < 10; count += 1) expect((await heard('/a-name')).upstream).toBe('lookup-1');
    await once(gone.listen(port, '127.0.0.1'), 'listening');
  });
});
