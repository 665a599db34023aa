import 'reflect-metadata';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningService } from '../shell/running-service.js';
import { logged, startTiny, tinySettings } from '../testing/tiny-service.fixture.js';
import { statusFaults } from './request.errors.js';

describe('the answer to an error', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startTiny({
      settings: tinySettings({ REQUEST_TIMEOUT_MS: '300' }),
      errorPage: ({ title }) => `<h1>${title}</h1>`,
    });
  });
  afterAll(() => service.close());

  const ask = (path: string, init?: RequestInit) => fetch(service.url + path, init);

  async function problem(path: string, init?: RequestInit) {
    const response = await ask(path, init);
    const body = (await response.json()) as Record<string, unknown>;
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ status: response.status, type: `urn:fleetlink:problem:${body['code']}` });
    expect(body['requestId']).toBe(response.headers.get('x-request-id'));
    return { status: response.status, code: body['code'], body, headers: response.headers };
  }

  const json = (body: string) => ({
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  });

  it.each([
    ['invalid', 422],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['absent', 404],
    ['gone', 410],
    ['blocked', 451],
    ['conflict', 409],
    ['stale', 412],
    ['too-large', 413],
    ['limited', 429],
    ['unavailable', 503],
  ])('gives the kind %s its status %i', async (kind, status) => {
    const answer = await problem(`/api/v1/fault/${kind}?token=secret`);
    expect(answer).toMatchObject({ status, code: `cup/${kind}` });
    expect(answer.body).toMatchObject({ instance: `/api/v1/fault/${kind}`, detail: 'In words.' });
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
    expect(answer.headers.has('retry-after')).toBe(status === 429 || status === 503);
  });

  it('says nothing of an unknown error, but logs it with its request id', async () => {
    const answer = await problem('/api/v1/fault/unknown');
    expect(answer).toMatchObject({ status: 500, code: 'request/internal' });
    expect(JSON.stringify(answer.body)).not.toMatch(/SELECT|internal\.|stack|at /);
    const line = logged.find((entry) => entry.includes('SELECT secret'));
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'error', requestId: answer.body['requestId'] });
  });

  it('logs a problem of ours with its cause', async () => {
    await problem('/api/v1/fault/unavailable');
    const line = logged.find((entry) => entry.includes('cup/unavailable'));
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'warn', err: { cause: { message: 'x' } } });
  });

  it.each([
    ['an unknown path', '/api/v1/nothing', undefined, 404, 'request/no-route'],
    ['an unknown path outside the API', '/a/b', undefined, 404, 'request/no-route'],
    ['a handler that found nothing', '/api/v1/fault/nest', undefined, 404, 'request/no-route'],
    ['a path that cannot be decoded', '/api/v1/fault/%zz', undefined, 400, 'request/malformed'],
    ['a name that cannot be decoded', '/%zz', undefined, 404, 'request/no-route'],
    ['a name without end', `/${'n'.repeat(300)}`, undefined, 404, 'request/no-route'],
    ['an over-long parameter', `/api/v1/fault/${'n'.repeat(300)}`, undefined, 414, 'request/url-too-long'],
    [
      'a body that is too large',
      '/api/v1/cups',
      json(`"${'x'.repeat(16 * 1024)}"`),
      413,
      'request/too-large',
    ],
    ['another media type', '/api/v1/cups', { method: 'POST', body: 'x' }, 415, 'request/media-type'],
    ['text that is no JSON', '/api/v1/cups', json('{"size":'), 422, 'request/invalid'],
    ['no body at all', '/api/v1/cups', { method: 'POST' }, 422, 'request/invalid'],
  ])('is a problem for %s', async (_case, path, init, status, code) => {
    expect(await problem(path, init as RequestInit)).toMatchObject({ status, code });
  });

  it('names the methods of a path that does not take this one', async () => {
    const answer = await problem('/api/v1/cups', { method: 'DELETE' });
    expect(answer).toMatchObject({ status: 405, code: 'request/method' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await problem('/somename', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD');
  });

  it('is a page for a browser outside the API', async () => {
    const page = await ask('/gone', { headers: { Accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
    expect(await page.text()).toBe('<h1>Gone</h1>');
    expect((await problem('/gone')).status).toBe(410);
    expect((await problem('/api/v1/fault/gone', { headers: { Accept: 'text/html' } })).status).toBe(410);
  });

  it('has a body for what never became a request', async () => {
    expect(await raw('GET / HTTP/1.1\r\nHost: a\r\nX-Long: ' + 'x'.repeat(20_000) + '\r\n\r\n')).toMatch(
      /^HTTP\/1.1 431 [^]*application\/problem\+json[^]*"request\/headers-too-large"/,
    );
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*"request\/malformed"/);
  });

  it('ends a body that does not arrive in time', async () => {
    const head =
      'POST /api/v1/cups HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
    expect(await raw(head)).toMatch(/^HTTP\/1.1 408 [^]*"request\/timeout"/);
  });

  it('has codes that differ', () => {
    const codes = Object.values(statusFaults).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  function raw(text: string): Promise<string> {
    const { port, hostname } = new URL(service.url);
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });
  }
});
