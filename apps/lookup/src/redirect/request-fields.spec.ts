import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestFields } from './request-fields.js';

/** What node:http makes of the same bytes. */
const seen: { ours: unknown; headers: NodeJS.Dict<string | string[]> }[] = [];
const server = createServer((incoming, response) => {
  seen.push({ ours: requestFields(incoming.rawHeaders), headers: incoming.headers });
  response.end();
});

async function sent(headers: string[]): Promise<(typeof seen)[number]> {
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve, reject) =>
    request({ port, host: '127.0.0.1', headers: ['Host', 'go.example', ...headers] }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end(),
  );
  return seen.at(-1)!;
}

describe('the fields that a redirect looks at', () => {
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    [[]],
    [['User-Agent', 'a', 'Referer', 'https://r.example/', 'Accept-Language', 'de', 'Accept', 'text/html']],
    [['USER-AGENT', 'a', 'user-agent', 'b', 'referer', 'c', 'Referer', 'd']],
    [['X-Forwarded-For', '192.0.2.1, 192.0.2.2', 'x-forwarded-for', '192.0.2.3']],
    [['accept-language', 'de', 'Accept-Language', 'en', 'accept', 'a/b', 'Accept', 'c/d']],
    [['X-Click-At', '2012-03-16T18:40:47Z', 'X-Click-Country', 'US', 'X-Click-At', 'again']],
    [['X-Request-Id', 'a-1', 'x-request-id', 'b-2']],
    [['Agent-User', 'no', 'X-Forwarded-By', 'no', 'Cookie', 'user-agent=no']],
  ])('are those of request.headers: %j', async (headers) => {
    const found = await sent(headers);
    expect(found.ours).toEqual({
      accept: found.headers['accept'],
      agent: found.headers['user-agent'],
      referrer: found.headers['referer'],
      languages: found.headers['accept-language'],
      forwardedFor: found.headers['x-forwarded-for'],
      clickAt: found.headers['x-click-at'],
      clickCountry: found.headers['x-click-country'],
      requestId: found.headers['x-request-id'],
    });
  });
});
