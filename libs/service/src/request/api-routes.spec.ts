import 'reflect-metadata';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '../shell/running-service.js';
import { startTiny, tinySettings } from '../testing/tiny-service.fixture.js';

describe('API routes', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startTiny({ settings: tinySettings({ REQUEST_TIMEOUT_MS: '300' }) });
  });
  afterAll(() => service.close());

  const ask = (path: string, init?: RequestInit) => fetch(service.url + path, init);

  it('answer a request id, and keep one that came along when it is sane', async () => {
    const idFor = async (given: string) =>
      (await ask('/api/v1/cups', { headers: { 'X-Request-Id': given } })).headers.get('x-request-id');
    expect(await idFor('abc_DEF-123')).toBe('abc_DEF-123');
    expect(await idFor('x'.repeat(64))).toBe('x'.repeat(64));
    expect(await idFor('x'.repeat(65))).toMatch(/^[\w-]{21}$/);
    expect(await idFor('a b"\\')).toMatch(/^[\w-]{21}$/);
  });

  it('pay alone for request ids and metrics: a name carries neither', async () => {
    expect((await ask('/somename')).headers.has('x-request-id')).toBe(false);
    await ask('/api/v1/cups?limit=5');
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    expect(metrics).toMatch(
      /fleetlink_http_request_seconds_count\{.*method="GET",route="\/api\/v1\/cups",status="2xx"\}/,
    );
    expect(metrics).not.toContain('route="/:name"');
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  it('may take larger bodies, or streams that outlast the request timeout', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const wide = (body: string) => ask('/api/v1/wide', { method: 'POST', headers, body });
    expect(await (await wide(`["${'x'.repeat(60_000)}"]`)).json()).toEqual({ items: 1 });
    expect((await wide(`["${'x'.repeat(70_000)}"]`)).status).toBe(413);
    const stream = (type: string, path = '/api/v1/wide') =>
      ask(path, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: Readable.toWeb(Readable.from(slowly())) as ReadableStream,
        duplex: 'half',
      } as RequestInit);
    expect(await (await stream('application/x-ndjson; charset=utf-8')).json()).toEqual({ bytes: 8 });
    expect((await stream('text/plain')).status).toBe(415);
    expect((await stream('application/x-ndjson', '/api/v1/cups')).status).toBe(415);
  });

  it('check queries and bodies against their schema', async () => {
    const fault = async (path: string, init?: RequestInit) => {
      const { errors } = (await (await ask(path, init)).json()) as {
        errors: { pointer: string; rule: string }[];
      };
      return errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
    };
    const post = (body: string) =>
      fault('/api/v1/cups', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    expect(await fault('/api/v1/cups?limit=101&more=1')).toEqual(['?limit max', '?more unknown']);
    expect(await fault('/api/v1/cups?limit=1&limit=2')).toEqual(['?limit type']);
    expect(await post('{"size":"1"}')).toEqual(['/size type']);
    expect(await post('{"size":1,"size":2}')).toEqual(['/size duplicate']);
    expect(await post('{"size":1,"__proto__":{"x":1}}')).toEqual(['/__proto__ unknown']);
    expect(({} as { x?: number }).x).toBeUndefined();
    const latin1 = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from('"\xe9"', 'latin1'),
    };
    expect(await fault('/api/v1/cups', latin1)).toEqual([' text']);
  });
});

/** Slower than the request timeout and the check that looks for it. */
async function* slowly(): AsyncGenerator<string> {
  yield '{"a"';
  await pause(1_800);
  yield ':1}\n';
}
