import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  freePort,
  OtlpReceiver,
  temporaryFolder,
  waitFor,
  type ReceivedSpan,
  type TemporaryFolder,
} from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 180_000;
const SETTLE = { timeoutMs: 60_000 };
const SECRET_URL = 'https://secret.example/path?token=abc';
const SERVER = 2;
const CLIENT = 3;
const CONSUMER = 5;

const hex = (bytes: number) => randomBytes(bytes).toString('hex');

/** What a caller that traces its request sends. */
function caller(flags = '01') {
  const [traceId, spanId] = [hex(16), hex(8)];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-${flags}` } };
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

describe('traces', () => {
  let folder: TemporaryFolder;
  let receiver: OtlpReceiver;
  let service: ServiceProcess;
  let key: string;
  let client: Client;

  beforeAll(async () => {
    folder = await temporaryFolder();
    receiver = await OtlpReceiver.start();
    service = await startProcess({
      app: 'standalone',
      dataDir: folder.path,
      environment: tracing(receiver.url),
    });
    [key] = /fl_[0-9A-Za-z_]+/.exec(service.output()) as unknown as [string];
    client = new Client(service.url, { authorization: `Bearer ${key}` });
  }, LONG_MS);
  afterAll(async () => {
    await service?.end('SIGTERM');
    await receiver?.stop();
    await folder?.remove();
  }, LONG_MS);

  /** Chance traces nothing here: what is traced was asked for. */
  function tracing(endpoint: string) {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: '0' };
  }

  async function received(traceId: string, name: string): Promise<ReceivedSpan> {
    await waitFor(async () => named(receiver.trace(traceId), name).length > 0, SETTLE);
    return named(receiver.trace(traceId), name)[0]!;
  }

  it(
    'lead from a redirect to the commit that counts its click',
    async () => {
      const { name, id } = await client.shorten({ url: SECRET_URL });
      const { traceId, spanId, headers } = caller();
      expect((await client.get(`/${name}?utm=private`, headers)).status).toBe(302);
      const redirect = await received(traceId, 'GET /{name}');
      expect(redirect).toMatchObject({ parentSpanId: spanId, kind: SERVER });
      expect(redirect.attributes).toEqual({
        'http.request.method': 'GET',
        'http.route': '/{name}',
        'http.response.status_code': 302,
        'fleetlink.link.id': id,
      });
      const counting = await received(traceId, 'count clicks');
      expect(counting).toMatchObject({ parentSpanId: redirect.spanId, kind: CONSUMER });
      const commit = await received(traceId, 'transaction stats');
      expect(commit).toMatchObject({ parentSpanId: counting.spanId, kind: CLIENT });
      expect(commit.attributes['db.system.name']).toBe('postgresql');
    },
    LONG_MS,
  );

  it(
    'of clicks that are counted together each have the counting, linked to the one that holds the commit',
    async () => {
      const { name } = await client.shorten({ url: SECRET_URL });
      const callers = [caller(), caller(), caller()];
      await Promise.all(callers.map(({ headers }) => client.get(`/${name}`, headers)));
      const counted = await Promise.all(callers.map(({ traceId }) => received(traceId, 'count clicks')));
      const redirects = await Promise.all(callers.map(({ traceId }) => received(traceId, 'GET /{name}')));
      expect(counted.map(({ parentSpanId }) => parentSpanId)).toEqual(redirects.map(({ spanId }) => spanId));
      const own = new Set(counted.map(({ spanId }) => spanId));
      for (const { links } of counted) for (const { spanId } of links) expect(own).toContain(spanId);
    },
    LONG_MS,
  );

  it(
    'of a create show its statements',
    async () => {
      const { traceId, spanId, headers } = caller();
      await client.shorten(
        { url: SECRET_URL, alias: 'traced-alias' },
        { ...headers, 'idempotency-key': 'k1' },
      );
      const request = await received(traceId, 'POST /api/v1/links');
      expect(request).toMatchObject({ parentSpanId: spanId, kind: SERVER });
      expect(request.attributes).toMatchObject({
        'http.response.status_code': 201,
        'http.route': '/api/v1/links',
      });
      const storing = await received(traceId, 'store links');
      expect(storing).toMatchObject({
        parentSpanId: request.spanId,
        attributes: { 'fleetlink.batch.size': 1 },
      });
      const claiming = await received(traceId, 'claim keys');
      expect(claiming.parentSpanId).toBe(request.spanId);
      const statements = receiver.trace(traceId).filter(({ kind }) => kind === CLIENT);
      expect(statements.map(({ parentSpanId }) => parentSpanId)).toEqual(
        expect.arrayContaining([storing.spanId, claiming.spanId]),
      );
      expect(receiver.trace(traceId).every(({ status }) => status.code !== 2)).toBe(true);
    },
    LONG_MS,
  );

  it.each([
    ['an array', 'application/json', (items: object[]) => JSON.stringify(items)],
    [
      'lines',
      'application/x-ndjson',
      (items: object[]) => items.map((item) => JSON.stringify(item)).join('\n'),
    ],
  ])(
    'of %s of links show a span a batch, not one a link',
    async (_, type, body) => {
      const links = Array.from({ length: 300 }, (_unused, index) => ({ url: `${SECRET_URL}${index}` }));
      const { traceId, headers } = caller();
      const answer = await client.send('POST', '/api/v1/links/bulk', body(links), {
        ...headers,
        'content-type': type,
      });
      expect(answer.text.match(/"status":201/g)).toHaveLength(links.length);
      const request = await received(traceId, 'POST /api/v1/links/bulk');
      const batches = named(receiver.trace(traceId), 'store links');
      const sizes = batches.map(({ attributes }) => Number(attributes['fleetlink.batch.size']));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(links.length);
      expect(batches.length).toBeLessThan(links.length / 5);
      expect(new Set(batches.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([request.spanId]));
    },
    LONG_MS,
  );

  it(
    'are not made of what a caller does not trace',
    async () => {
      const { traceId, headers } = caller('00');
      const before = receiver.spans.length;
      const { name } = await client.shorten({ url: SECRET_URL }, headers);
      await client.get(`/${name}`, headers);
      await client.get(`/${name}`, { traceparent: 'nonsense' });
      const later = caller();
      await client.get(`/${name}`, later.headers);
      await received(later.traceId, 'count clicks');
      expect(receiver.trace(traceId)).toEqual([]);
      expect(receiver.spans.slice(before).every((span) => span.traceId === later.traceId)).toBe(true);
    },
    LONG_MS,
  );

  it('tell nobody where links lead, who asked or with which key', () => {
    expect(receiver.spans.length).toBeGreaterThan(0);
    for (const secret of ['secret.example', 'token=abc', 'utm=private', '127.0.0.1', key, 'traced-alias'])
      expect(receiver.received).not.toContain(secret);
  });
});

describe('a receiver of traces that is away', () => {
  let folder: TemporaryFolder;
  let receiver: OtlpReceiver;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    folder = await temporaryFolder();
    receiver = await OtlpReceiver.start();
    receiver.answers = false;
  });
  afterEach(async () => {
    if (service?.child.exitCode === null) await service.end('SIGKILL');
    await receiver.stop();
    await folder.remove();
  }, LONG_MS);

  async function spans(what: string): Promise<number> {
    const metrics = await (await fetch(`${service!.managementUrl}/metrics`)).text();
    const line = new RegExp(`^fleetlink_trace_spans_total\\{state="${what}".*\\} (\\d+)$`, 'm');
    return Number(line.exec(metrics)?.[1]);
  }

  it.each([
    ['silent', async () => receiver.url],
    ['gone', async () => `http://127.0.0.1:${await freePort()}`],
  ])(
    'costs nothing but its traces: %s',
    async (_, endpoint) => {
      const environment = {
        OTEL_EXPORTER_OTLP_ENDPOINT: await endpoint(),
        OTEL_TRACES_SAMPLER_ARG: '1',
      };
      service = await startProcess({ app: 'standalone', dataDir: folder.path, environment });
      const client = new Client(service.url);
      const { name } = await client.shorten({ url: SECRET_URL });
      const follow = async (count: number) => {
        for (let click = 0; click < count; click += 1)
          expect((await client.get(`/${name}`)).status).toBe(302);
      };
      await follow(200);
      await waitFor(async () => (await spans('failed')) > 0, SETTLE);
      await follow(100);
      expect(await spans('ended')).toBeGreaterThan(300);
      expect(await spans('sent')).toBe(0);
      expect(service.output().match(/traces cannot be sent/g)).toHaveLength(1);
      expect(await service.end('SIGTERM')).toBe(0);
    },
    LONG_MS,
  );
});
