import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 180_000;
const ANSWER_WITHIN_MS = 10_000;

/** Sends these very bytes and gives all that comes back until the server closes. */
function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'));
    socket.setEncoding('latin1').setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('silence')));
    socket.on('data', (chunk: string) => (text += chunk)).on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

/** What differs from moment to moment and from process to process. */
function lasting(text: string): string {
  return text
    .replaceAll(/^date: .*$/gim, 'date')
    .replaceAll(/^x-request-id: .*$/gim, 'id')
    .replaceAll(/"requestId":"[^"]+"/g, 'id')
    .replaceAll(/:\d{4,5}(?=\/)/g, ':port');
}

const last = 'Host: go.example\r\nConnection: close\r\n\r\n';
const html = `Accept: text/html\r\n${last}`;

describe('names known to a process are answered before the router', () => {
  let folder: TemporaryFolder;
  let standalone: ServiceProcess;
  let routed: ServiceProcess;
  let onHttp: ServiceProcess;
  let onSocket: ServiceProcess;
  let names: Readonly<Record<'living' | 'gone' | 'disabled' | 'permanent', string>>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    standalone = await startProcess({ app: 'standalone', dataDir: folder.path });
    const [key] = /fl_[0-9A-Za-z_]+/.exec(standalone.output()) ?? [];
    const client = new Client(standalone.url, { authorization: `Bearer ${key}` });
    const named = async (body: object) =>
      (await client.shorten({ url: 'https://example.com/a?b=c#d', ...body })).name;
    names = {
      living: await named({}),
      gone: await named({}),
      disabled: await named({}),
      permanent: await named({ redirectStatus: 308 }),
    };
    await client.send('DELETE', `/api/v1/links/${names.gone}`);
    await client.send('PATCH', `/api/v1/links/${names.disabled}`, { state: 'disabled' });
    const start = (lane: string) =>
      startProcess({ app: 'lookup', dataDir: folder.path, environment: { REDIRECT_LANE: lane } });
    [routed, onHttp, onSocket] = await Promise.all([start('off'), start('http'), start('socket')]);
    for (const { url } of [routed, onHttp, onSocket])
      for (const name of Object.values(names)) await new Client(url).get(`/${name}`);
  }, LONG_MS);
  afterAll(async () => {
    await Promise.all([routed, onHttp, onSocket].map((lookup) => lookup?.end('SIGTERM')));
    await standalone?.end('SIGTERM');
    await folder?.remove();
  }, LONG_MS);

  const recorded = async ({ managementUrl }: ServiceProcess) => {
    const text = await (await fetch(`${managementUrl}/metrics`)).text();
    return Number(/^fleetlink_clicks_recorded_total\{.*\} (\d+)$/m.exec(text)?.[1]);
  };

  it.each<readonly [what: string, request: () => string, begins: string]>([
    ['a redirect', () => `GET /${names.living} HTTP/1.1\r\n${last}`, 'HTTP/1.1 302'],
    ['a permanent one', () => `GET /${names.permanent} HTTP/1.1\r\n${last}`, 'HTTP/1.1 308'],
    ['a query', () => `GET /${names.living}?utm=1&x=%20 HTTP/1.1\r\n${last}`, 'HTTP/1.1 302'],
    ['HEAD', () => `HEAD /${names.living} HTTP/1.1\r\n${last}`, 'HTTP/1.1 302'],
    ['HEAD of a deleted link', () => `HEAD /${names.gone} HTTP/1.1\r\n${last}`, 'HTTP/1.1 410'],
    ['a deleted link', () => `GET /${names.gone} HTTP/1.1\r\n${last}`, 'HTTP/1.1 410'],
    ['its page', () => `GET /${names.gone} HTTP/1.1\r\n${html}`, 'HTTP/1.1 410'],
    ['a disabled link', () => `GET /${names.disabled} HTTP/1.1\r\n${last}`, 'HTTP/1.1 404'],
    ['an unknown name', () => `GET /nobody-has-this HTTP/1.1\r\n${last}`, 'HTTP/1.1 404'],
    ['its page', () => `GET /nobody-has-this HTTP/1.1\r\n${html}`, 'HTTP/1.1 404'],
    ['a preview', () => `GET /${names.living}+ HTTP/1.1\r\n${last}`, 'HTTP/1.1 200'],
    ['a slash too many', () => `GET /${names.living}/ HTTP/1.1\r\n${last}`, 'HTTP/1.1 404'],
    ['a name too short', () => `GET /ab HTTP/1.1\r\n${last}`, 'HTTP/1.1 404'],
    [
      'escapes',
      () =>
        `GET /%${Buffer.from(names.living[0]!).toString('hex')}${names.living.slice(1)} HTTP/1.1\r\n${last}`,
      'HTTP/1.1 302',
    ],
    ['a whole URL', () => `GET http://go.example/${names.living} HTTP/1.1\r\n${last}`, 'HTTP/1.1 '],
    [
      'another method',
      () => `POST /${names.living} HTTP/1.1\r\nContent-Length: 0\r\n${last}`,
      'HTTP/1.1 405',
    ],
    ['a body', () => `GET /${names.living} HTTP/1.1\r\nContent-Length: 3\r\n${last}abc`, 'HTTP/1.1 '],
    ['HTTP/1.0', () => `GET /${names.living} HTTP/1.0\r\n\r\n`, 'HTTP/1.1 302'],
    ['no host', () => `GET /${names.living} HTTP/1.1\r\nConnection: close\r\n\r\n`, 'HTTP/1.1 400'],
    [
      'several at once',
      () =>
        ['living', 'gone', 'living', 'permanent', 'disabled']
          .map((key) => `GET /${names[key as 'living']} HTTP/1.1\r\nHost: go.example\r\n\r\n`)
          .join('') + `GET /${names.living} HTTP/1.1\r\n${last}`,
      'HTTP/1.1 302',
    ],
  ])('with the very bytes of the route: %s', async (_, request, begins) => {
    const answers = await Promise.all(
      [routed, onHttp, onSocket].map(async ({ url }) => lasting(await exchange(url, request()))),
    );
    expect(answers[1]).toBe(answers[0]);
    expect(answers[2]).toBe(answers[0]);
    expect(answers[0]!.startsWith(begins)).toBe(true);
  });

  it('with as many clicks', async () => {
    expect(await recorded(onHttp)).toBe(await recorded(routed));
    expect(await recorded(onSocket)).toBe(await recorded(routed));
    expect(await recorded(onSocket)).toBeGreaterThan(5);
  });
});
