import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@fleetlink/testing';
import { Client, type ProblemAnswer } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

let folder: TemporaryFolder;
let service: ServiceProcess;
let client: Client;

beforeAll(async () => {
  folder = await temporaryFolder();
  service = await startProcess({ app: 'standalone', dataDir: folder.path });
  client = new Client(service.url);
}, 120_000);

afterAll(async () => {
  expect((await client.get('/robots.txt')).status).toBe(200);
  await service.end('SIGTERM');
  await folder.remove();
}, 60_000);

const url = 'https://example.com/';

/** What, raw body, status and code; pointer and rule where the fault has a place. */
const bodies: readonly (readonly [string, string, number, string, string?, string?])[] = [
  ['no JSON', '{"url":', 422, 'request/invalid'],
  ['nothing', '', 422, 'request/invalid'],
  ['an array', '[]', 422, 'request/invalid', '', 'type'],
  ['a number', '7', 422, 'request/invalid', '', 'type'],
  ['no url', '{}', 422, 'request/invalid', '/url', 'required'],
  ['an array for the url', '{"url":["https://a.example/"]}', 422, 'request/invalid', '/url', 'type'],
  ['null for the url', '{"url":null}', 422, 'request/invalid', '/url', 'type'],
  ['an unknown field', `{"url":"${url}","clicks":5}`, 422, 'request/invalid', '/clicks', 'unknown'],
  ['a read-only field', `{"url":"${url}","code":"abc"}`, 422, 'request/invalid', '/code', 'unknown'],
  [
    'a field of a later time',
    `{"url":"${url}","maxVisits":5}`,
    422,
    'request/invalid',
    '/maxVisits',
    'unknown',
  ],
  ['a field twice', `{"url":"${url}","url":"${url}"}`, 422, 'request/invalid', '/url', 'duplicate'],
  [
    '__proto__',
    `{"url":"${url}","__proto__":{"admin":true}}`,
    422,
    'request/invalid',
    '/__proto__',
    'unknown',
  ],
  ['NUL in the url', '{"url":"https://example.com/\\u0000"}', 422, 'request/invalid', '/url', 'text'],
  [
    'a lone surrogate in the title',
    `{"url":"${url}","title":"\\ud800"}`,
    422,
    'request/invalid',
    '/title',
    'text',
  ],
  ['a script for a url', '{"url":"javascript:alert(1)"}', 422, 'url/scheme', '/url', 'url/scheme'],
  ['an inner address', '{"url":"http://127.0.0.1/"}', 422, 'url/private-ip', '/url', 'url/private-ip'],
  ['an empty url', '{"url":""}', 422, 'url/empty', '/url', 'url/empty'],
  ['a reserved alias', `{"url":"${url}","alias":"api"}`, 422, 'alias/reserved', '/alias', 'alias/reserved'],
  ['an empty alias', `{"url":"${url}","alias":""}`, 422, 'alias/empty', '/alias', 'alias/empty'],
  [
    'a status that does not redirect',
    `{"url":"${url}","redirectStatus":200}`,
    422,
    'request/invalid',
    '/redirectStatus',
  ],
  [
    'an expiry in the past',
    `{"url":"${url}","expiresAt":"2020-01-01T00:00:00Z"}`,
    422,
    'request/invalid',
    '/expiresAt',
    'future',
  ],
  [
    'an expiry that is no time',
    `{"url":"${url}","expiresAt":"soon"}`,
    422,
    'request/invalid',
    '/expiresAt',
    'format',
  ],
  [
    '21 tags',
    `{"url":"${url}","tags":${JSON.stringify(Array.from({ length: 21 }, (_, i) => `t${i}`))}}`,
    422,
    'request/invalid',
    '/tags',
    'max',
  ],
  ['17 KB', `{"url":"${url}${'a'.repeat(17_000)}"}`, 413, 'request/too-large'],
];

describe('POST /api/v1/links refuses', () => {
  it.each(bodies.map((row) => ({ row, what: row[0] })))(
    '$what',
    async ({ row: [, body, status, code, pointer, rule] }) => {
      const answer = await client.send('POST', '/api/v1/links', body);
      const problem = answer.json<ProblemAnswer>();
      expect([answer.status, problem.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      if (pointer !== undefined) expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
      if (rule !== undefined) expect(problem.errors?.map((error) => error.rule)).toContain(rule);
      expect(answer.text).not.toMatch(/stack|node_modules|SELECT|postgres/i);
    },
  );

  it('a body that is not JSON by its type', async () => {
    const answer = await client.send('POST', '/api/v1/links', 'url=x', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(415);
  });

  it('both faults of a body at once', async () => {
    const answer = await client.send('POST', '/api/v1/links', { url: 'ftp://a.example/', alias: 'a b c' });
    expect(answer.json<ProblemAnswer>().errors?.map(({ rule }) => rule)).toEqual([
      'url/scheme',
      'alias/charset',
    ]);
  });
});

describe('bulk requests', () => {
  it('refuse 10,001 items and what is no array', async () => {
    const many = JSON.stringify(Array.from({ length: 10_001 }, () => ({ url })));
    expect((await client.send('POST', '/api/v1/links/bulk', many)).status).toBe(413);
    expect((await client.send('POST', '/api/v1/links/bulk', '{}')).status).toBe(422);
  });

  it('answer each item of an array for itself, in order', async () => {
    const answer = await client.send('POST', '/api/v1/links/bulk', [{ url }, { url: 'nothing' }, 5, { url }]);
    const results = answer.json<{ index: number; status: number; problem?: ProblemAnswer }[]>();
    expect(results.map(({ index, status }) => [index, status])).toEqual([
      [0, 201],
      [1, 422],
      [2, 422],
      [3, 201],
    ]);
    expect(results[1]!.problem!.code).toBe('url/relative');
  });

  it('answer each line of NDJSON for itself: broken, too long, blank and good ones', async () => {
    const lines = [
      `{"url":"${url}"}`,
      '{"url":',
      '',
      `{"url":"${url}${'a'.repeat(20_000)}"}`,
      `{"url":"${url}"}`,
    ];
    const answer = await client.send('POST', '/api/v1/links/bulk', lines.join('\n'), {
      'content-type': 'application/x-ndjson',
    });
    const results = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status: number });
    expect(results.map(({ status }) => status)).toEqual([201, 422, 413, 201]);
  });

  it('give the same links again under the same Idempotency-Key, item by item', async () => {
    const header = { 'idempotency-key': 'bulk-1' };
    const items = [{ url: 'https://example.com/1' }, { url: 'https://example.com/2' }];
    const names = async () =>
      (await client.send('POST', '/api/v1/links/bulk', items, header))
        .json<{ link: { name: string } }[]>()
        .map(({ link }) => link.name);
    expect(await names()).toEqual(await names());
  });
});

describe('names and queries', () => {
  it.each([
    '/ab',
    '/' + 'a'.repeat(65),
    '/__proto__',
    '/a%00b',
    '/%E0%A4%A',
    '/a.b',
    '/constructor',
    '/aaaaaaaaaa',
    '/zzzzzzzzzzz',
    '/nobody+',
  ])('%s is a name that nobody has', async (path) => {
    expect((await client.get(path)).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])(
    '%s on a name is 405 and says what is allowed',
    async (method) => {
      const answer = await client.send(method, '/some-name');
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    },
  );

  it('answers a DELETE that names the type of a body it does not have', async () => {
    const answer = await client.send('DELETE', '/api/v1/links/nothing', undefined, {
      'content-type': 'application/json',
    });
    expect(answer.status).toBe(404);
  });

  it.each(['/api/v1/links/a%00b', '/api/v1/links/ab', '/api/v1/nothing'])('%s is 404', async (path) => {
    expect((await client.get(path)).status).toBe(404);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'unknown=1', 'q=%00', 'limit=1&limit=2'])(
    'the list refuses ?%s',
    async (query) => {
      const answer = await client.get(`/api/v1/links?${query}`);
      expect([answer.status, answer.json<ProblemAnswer>().errors?.[0]?.pointer?.[0]]).toEqual([422, '?']);
    },
  );

  it.each([
    ['bucket=week', '?bucket'],
    ['from=yesterday', '?from'],
    ['tz=Mars/Olympus', '?tz'],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', '?'],
  ])('the statistics refuse ?%s', async (query, pointer) => {
    const { name } = await client.shorten({ url });
    const answer = await client.get(`/api/v1/links/${name}/stats?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.json<ProblemAnswer>().errors?.[0]?.pointer).toContain(pointer);
  });

  it('refuses an If-Match and an Idempotency-Key that are none', async () => {
    const { name } = await client.shorten({ url });
    expect((await client.send('PATCH', `/api/v1/links/${name}`, {}, { 'if-match': 'x' })).status).toBe(422);
    expect((await client.send('POST', '/api/v1/links', { url }, { 'idempotency-key': 'a b' })).status).toBe(
      422,
    );
  });
});
