import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkEditor } from '../edit/link-editor.js';
import { nameOf, type Link } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { LinkList, type LinkListQuery } from './link-list.js';

let fleet: TestFleet;
let list: LinkList;

beforeAll(async () => {
  fleet = await testFleet();
  list = new LinkList(fleet.router);
});
afterAll(() => fleet.drop());

const query = (fields: Partial<LinkListQuery>): LinkListQuery => ({
  tenantId: 'tenant-1',
  cursor: undefined,
  limit: 100,
  text: undefined,
  tag: undefined,
  ...fields,
});
const namesFor = async (fields: Partial<LinkListQuery>) =>
  (await list.page(query(fields))).links.map(nameOf).sort();

describe('the list of a tenant’s links', () => {
  it('pages through all shards, newest first, without gaps or repeats while new links appear', async () => {
    const tenantId = 'pager';
    const made = await Promise.all(
      Array.from({ length: 57 }, () => fleet.shortener.shorten(linkOrder({ tenantId }))),
    );
    await fleet.shortener.shorten(linkOrder({ tenantId: 'somebody-else' }));
    const seen: Link[] = [];
    let cursor: string | undefined;
    do {
      const page = await list.page(query({ tenantId, cursor, limit: 10 }));
      seen.push(...page.links);
      cursor = page.nextCursor;
      await fleet.shortener.shorten(linkOrder({ tenantId }));
    } while (cursor);
    const newestFirst = made.toSorted((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1));
    expect(seen).toEqual(newestFirst);
  });

  it('ends exactly at a full page without promising another', async () => {
    const tenantId = 'full-page';
    await Promise.all(Array.from({ length: 10 }, () => fleet.shortener.shorten(linkOrder({ tenantId }))));
    expect(await list.page(query({ tenantId, limit: 10 }))).toMatchObject({ nextCursor: undefined });
    expect(await list.page(query({ tenantId: 'nobody' }))).toEqual({ links: [], nextCursor: undefined });
  });

  it('finds a part of name, title or URL in any case, and tags as a whole', async () => {
    const tenantId = 'finder';
    const make = (alias: string, fields = {}) =>
      fleet.shortener.shorten(linkOrder({ tenantId, alias, ...fields }));
    await Promise.all([
      make('Spring-Sale', { tags: ['shop', 'spring'] }),
      make('second', { title: 'The SPRING edition', tags: ['springtime'] }),
      make('third', { url: 'https://example.com/spring' }),
      make('fourth', { title: '100% off_now \\o/' }),
      make('fifth', { title: '1000 offenow' }),
    ]);
    expect(await namesFor({ tenantId, text: 'spring' })).toEqual(['Spring-Sale', 'second', 'third']);
    expect(await namesFor({ tenantId, tag: 'spring' })).toEqual(['Spring-Sale']);
    expect(await namesFor({ tenantId, text: 'spring', tag: 'springtime' })).toEqual(['second']);
    expect(await namesFor({ tenantId, text: '100% off_now' })).toEqual(['fourth']);
    expect(await namesFor({ tenantId, text: '\\o' })).toEqual(['fourth']);
    expect(await namesFor({ tenantId, text: '%' })).toEqual(['fourth']);
    expect(await namesFor({ text: 'spring' })).toEqual([]);
  });

  it('leaves deleted links out and keeps disabled and blocked ones', async () => {
    const tenantId = 'states';
    const editor = new LinkEditor(fleet.router, fleet.finder);
    for (const alias of ['state-a', 'state-b', 'state-c'])
      await fleet.shortener.shorten(linkOrder({ tenantId, alias }));
    await editor.delete(tenantId, 'state-a');
    await editor.block('state-b', 'why');
    await editor.edit(tenantId, 'state-c', { state: 'disabled' });
    expect(await namesFor({ tenantId })).toEqual(['state-b', 'state-c']);
  });

  it.each([
    '',
    'nonsense',
    'LTE',
    Buffer.from('1 OR 1=1').toString('base64url'),
    Buffer.from('9'.repeat(19)).toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    await expect(list.page(query({ cursor }))).rejects.toMatchObject({
      code: 'link/cursor',
      kind: 'invalid',
    });
  });

  it('is unavailable while a shard is down: a part would look like the whole', async () => {
    const process = await fleet.process();
    await process.shards[2]!.database.close();
    await expect(new LinkList(process.router).page(query({}))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
