import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder, waitFor } from '@fleetlink/testing';
import { Client, type LinkAnswer, type ProblemAnswer } from './client.fixture.js';
import { startProcess, type ServiceProcess } from './process.fixture.js';

/** The published bound on how long an old answer may live, with room for a slow machine's clock. */
const CHANGE_SEEN_WITHIN_MS = 2500;

let folder: TemporaryFolder;
let service: ServiceProcess;
let client: Client;
let keyed: Client;

beforeAll(async () => {
  folder = await temporaryFolder();
  service = await startProcess({ app: 'standalone', dataDir: folder.path });
  client = new Client(service.url);
  const [key] = /fl_[0-9A-Za-z_]+/.exec(service.output()) ?? [];
  keyed = new Client(service.url, { authorization: `Bearer ${key}` });
}, 120_000);

afterAll(async () => {
  await service.end('SIGTERM');
  await folder.remove();
}, 60_000);

describe('making and following links', () => {
  it('answers 201 with the link, and the short URL redirects to exactly its href', async () => {
    const answer = await client.send('POST', '/api/v1/links', { url: 'https://EXAMPLE.com/a?b=c#d' });
    expect(answer.status).toBe(201);
    const link = answer.json<LinkAnswer>();
    expect(link).toMatchObject({
      url: 'https://example.com/a?b=c#d',
      alias: null,
      state: 'active',
      version: 1,
      clicks: 0,
    });
    expect(link.code).toBe(link.name);
    expect(link.name).toMatch(/^[0-9A-Za-z]{10}$/);
    expect(answer.headers.get('location')).toBe(`/api/v1/links/${link.name}`);
    const redirect = await client.get(`/${link.name}`);
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get('location')).toBe('https://example.com/a?b=c#d');
    expect(redirect.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('answers HEAD as GET, without a body', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/head' });
    const head = await client.send('HEAD', `/${name}`);
    expect([head.status, head.headers.get('location'), head.text]).toEqual([
      302,
      'https://example.com/head',
      '',
    ]);
  });

  it.each([301, 302, 307, 308])(
    'redirects with the status %s that the link asks for',
    async (redirectStatus) => {
      const { name } = await client.shorten({ url: 'https://example.com/status', redirectStatus });
      expect((await client.get(`/${name}`)).status).toBe(redirectStatus);
    },
  );

  it('gives an alias to exactly one of many who claim it at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        client.send('POST', '/api/v1/links', {
          url: `https://example.com/claim/${index}`,
          alias: 'one-only',
        }),
      ),
    );
    const statuses = claims.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
    const winner = claims.find(({ status }) => status === 201)!.json<LinkAnswer>();
    expect((await client.get('/one-only')).headers.get('location')).toBe(winner.url);
  });

  it('shows where a link leads without following it', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/<look>' });
    const page = await client.get(`/${name}+`, { accept: 'text/html' });
    expect(page.status).toBe(200);
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    expect(page.text).toContain('https://example.com/%3Clook%3E');
    expect((await client.get(`/${name}+`)).json()).toMatchObject({ url: 'https://example.com/%3Clook%3E' });
  });

  it('makes one link per Idempotency-Key, and refuses another body under it', async () => {
    const header = { 'idempotency-key': 'retry-1' };
    const first = await client.send('POST', '/api/v1/links', { url: 'https://example.com/once' }, header);
    const again = await client.send('POST', '/api/v1/links', { url: 'https://example.com/once' }, header);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.json<LinkAnswer>().name).toBe(first.json<LinkAnswer>().name);
    const other = await client.send('POST', '/api/v1/links', { url: 'https://example.com/other' }, header);
    expect([other.status, other.json<ProblemAnswer>().code]).toEqual([409, 'idempotency/mismatch']);
  });
});

describe('the life of a link', () => {
  it('shows an edit within the bound, and refuses one of an old version', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/before' });
    await client.get(`/${name}`);
    const edited = await client.send(
      'PATCH',
      `/api/v1/links/${name}`,
      { url: 'https://example.com/after', title: 'T' },
      { 'if-match': '"1"' },
    );
    expect(edited.json<LinkAnswer>()).toMatchObject({
      version: 2,
      title: 'T',
      url: 'https://example.com/after',
    });
    await waitFor(
      async () => (await client.get(`/${name}`)).headers.get('location') === 'https://example.com/after',
      {
        timeoutMs: CHANGE_SEEN_WITHIN_MS,
      },
    );
    const stale = await client.send('PATCH', `/api/v1/links/${name}`, { title: 'U' }, { 'if-match': '1' });
    expect([stale.status, stale.json<ProblemAnswer>().code]).toEqual([412, 'link/version-stale']);
  });

  it('answers unknown, disabled and malformed names with the same bytes', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/disabled' });
    await client.send('PATCH', `/api/v1/links/${name}`, { state: 'disabled' });
    await waitFor(async () => (await client.get(`/${name}`)).status === 404, {
      timeoutMs: CHANGE_SEEN_WITHIN_MS,
    });
    const [disabled, unknown, malformed] = await Promise.all(
      ['/' + name, '/nobodyhasit', '/no~name'].map((path) => client.get(path)),
    );
    expect(disabled!.text).toBe(unknown!.text);
    expect(malformed!.text).toBe(unknown!.text);
    expect(unknown!.headers.get('cache-control')).toBe('no-store');
  });

  it('answers 410 for ever after a delete, and never gives the name away again', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/gone', alias: 'soon-gone' });
    await client.get(`/${name}`);
    expect((await client.send('DELETE', `/api/v1/links/${name}`)).status).toBe(204);
    await waitFor(async () => (await client.get(`/${name}`)).status === 410, {
      timeoutMs: CHANGE_SEEN_WITHIN_MS,
    });
    expect((await client.get(`/api/v1/links/${name}`)).status).toBe(410);
    const again = await client.send('POST', '/api/v1/links', {
      url: 'https://example.com/',
      alias: 'soon-gone',
    });
    expect(again.status).toBe(409);
  });

  it('expires to the second', async () => {
    const expiresAt = new Date(Date.now() + 1500).toISOString();
    const { name } = await client.shorten({ url: 'https://example.com/brief', expiresAt });
    expect((await client.get(`/${name}`)).status).toBe(302);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(expiresAt) - Date.now() + 20));
    expect((await client.get(`/${name}`)).status).toBe(410);
    expect((await client.get(`/api/v1/links/${name}`)).json()).toMatchObject({ state: 'expired' });
  });

  it('answers 451 once an operator has blocked it, whoever owns it', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/bad' });
    await client.get(`/${name}`);
    expect((await client.send('POST', '/api/v1/admin/blocks', { name, reason: 'phishing' })).status).toBe(
      403,
    );
    expect((await keyed.send('POST', '/api/v1/admin/blocks', { name, reason: 'phishing' })).status).toBe(201);
    await waitFor(async () => (await client.get(`/${name}`)).status === 451, {
      timeoutMs: CHANGE_SEEN_WITHIN_MS,
    });
    expect((await client.send('PATCH', `/api/v1/links/${name}`, { state: 'active' })).status).toBe(403);
  });

  it('tells its redirects of a change by a hint', async () => {
    const { name } = await client.shorten({ url: 'https://example.com/hinted' });
    await client.send('PATCH', `/api/v1/links/${name}`, { title: 'hinted' });
    const heard = async () => (await fetch(`${service.managementUrl}/metrics`)).text();
    await waitFor(async () => /hints_received_total\{outcome="heard",[^}]*\} [1-9]/.test(await heard()));
  });

  it('lists newest first across the shards, page by page, without gaps or repeats', async () => {
    const made: string[] = [];
    for (let index = 0; index < 30; index += 1)
      made.unshift((await keyed.shorten({ url: `https://example.com/list/${index}`, tags: ['paged'] })).name);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/api/v1/links?limit=7&tag=paged${cursor && `&cursor=${cursor}`}`;
      const page = (await keyed.get(path)).json<{ links: LinkAnswer[]; nextCursor: string | null }>();
      seen.push(...page.links.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
  });
});

describe('keys and tenants', () => {
  it('hides the links of one tenant from another', async () => {
    const { name } = await keyed.shorten({ url: 'https://example.com/mine' });
    for (const method of ['GET', 'DELETE'])
      expect((await client.send(method, `/api/v1/links/${name}`)).status).toBe(404);
    expect((await client.send('PATCH', `/api/v1/links/${name}`, { title: 'x' })).status).toBe(404);
    expect((await client.get(`/api/v1/links/${name}/stats`)).status).toBe(404);
  });

  it('makes a key, shows its secret once, honours its scopes and its end', async () => {
    const made = await keyed.send('POST', '/api/v1/keys', { name: 'reader', scopes: ['links:read'] });
    expect(made.status).toBe(201);
    const { id, key } = made.json<{ id: string; key: string }>();
    const reader = new Client(service.url, { 'x-api-key': key });
    expect((await reader.get('/api/v1/links')).status).toBe(200);
    expect((await reader.send('POST', '/api/v1/links', { url: 'https://example.com/' })).status).toBe(403);
    expect((await keyed.get('/api/v1/keys')).text).not.toContain(key);
    expect((await keyed.send('DELETE', `/api/v1/keys/${id}`)).status).toBe(204);
    await waitFor(async () => (await reader.get('/api/v1/links')).status === 401, {
      timeoutMs: CHANGE_SEEN_WITHIN_MS,
    });
  });

  it.each(['fl_wrong', 'nonsense', ''])('refuses the key %j', async (key) => {
    const answer = await new Client(service.url, { authorization: `Bearer ${key}` }).get('/api/v1/links');
    expect(answer.status).toBe(401);
  });
});
