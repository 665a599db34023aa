import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nameOf, type Link } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { LinkEditor } from './link-editor.js';

let fleet: TestFleet;
let editor: LinkEditor;

beforeAll(async () => {
  fleet = await testFleet(2);
  editor = new LinkEditor(fleet.router, fleet.finder);
});
afterAll(() => fleet.drop());

const made = async () => nameOf(await fleet.shortener.shorten(linkOrder()));
const notesOf = async (name: string) =>
  (
    await fleet.router
      .ownerOf(fleet.scheme.slotOf(name))
      .query<{ version: number }>({ text: 'SELECT version FROM link_change WHERE name = $1 ORDER BY seq' }, [
        name,
      ])
  ).map(({ version }) => version);
const change = (name: string, title: string, version?: number) =>
  editor.edit('tenant-1', name, { title }, { expectedVersion: version });

describe('an edit', () => {
  it('changes the given fields and nothing else, counts the version up and leaves a note', async () => {
    const link = await fleet.shortener.shorten(
      linkOrder({ title: 'old', tags: ['a'], alias: 'edited-alias' }),
    );
    const fields = {
      url: 'https://example.org/',
      enteredUrl: 'example.org',
      warnings: ['w'],
      title: null,
      tags: ['b', 'c'],
      expiresAt: new Date('2030-01-01T00:00:00Z'),
      redirectStatus: 301,
      state: 'disabled',
    } as const;
    const edited = await editor.edit('tenant-1', 'edited-alias', fields);
    expect(edited).toEqual({ ...link, ...fields, version: 2 });
    expect(await fleet.finder.find('edited-alias')).toEqual(edited);
    const again = await editor.edit(
      'tenant-1',
      'edited-alias',
      { expiresAt: null, state: 'active' },
      { expectedVersion: 2 },
    );
    expect(again).toEqual({ ...edited, expiresAt: null, state: 'active', version: 3 });
    expect(await notesOf('edited-alias')).toEqual([2, 3]);
  });

  it('with an old If-Match is refused and changes nothing', async () => {
    const name = await made();
    await change(name, 'first', 1);
    await expect(change(name, 'second', 1)).rejects.toMatchObject({
      code: 'link/version-stale',
      kind: 'stale',
    });
    expect(await fleet.finder.find(name)).toMatchObject({ title: 'first', version: 2 });
    expect(await notesOf(name)).toEqual([2]);
  });

  it('without If-Match wins if it is the last, and none of many at once is lost', async () => {
    const name = await made();
    const edits = await Promise.all(Array.from({ length: 30 }, (_, index) => change(name, `title ${index}`)));
    const last = edits.reduce((one, other) => (one.version > other.version ? one : other));
    expect(last.version).toBe(31);
    expect(await fleet.finder.find(name)).toEqual(last);
    expect(new Set(edits.map(({ version }) => version)).size).toBe(30);
  });

  it('with If-Match succeeds for exactly one of many at once', async () => {
    const name = await made();
    const settled = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => change(name, `${index}`, 1)),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of settled)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'link/version-stale' });
  });

  it('of another tenant’s link, or of none, is told that there is none', async () => {
    const name = await made();
    const absent = { code: 'link/absent', kind: 'absent' };
    for (const attempt of [
      editor.edit('tenant-2', name, { title: 'mine' }),
      editor.delete('tenant-2', name),
      editor.owned('tenant-2', name),
      change('no-such-link', 'x'),
    ])
      await expect(attempt).rejects.toMatchObject(absent);
    expect(await fleet.finder.find(name)).toMatchObject({ version: 1 });
  });
});

describe('a link that was taken away', () => {
  it('is deleted once and for all', async () => {
    const name = await made();
    await editor.delete('tenant-1', name);
    const deleted = { code: 'link/deleted', kind: 'gone' };
    for (const attempt of [
      change(name, 'x'),
      editor.delete('tenant-1', name),
      editor.block(name, 'why'),
      editor.owned('tenant-1', name),
    ])
      await expect(attempt).rejects.toMatchObject(deleted);
    expect(await notesOf(name)).toEqual([2]);
  });

  it('cannot be changed by its owner while it is blocked, only deleted', async () => {
    const name = await made();
    await editor.block(name, 'phishing');
    await expect(change(name, 'x')).rejects.toMatchObject({ code: 'link/blocked', kind: 'forbidden' });
    await expect(editor.edit('tenant-1', name, { state: 'active' })).rejects.toMatchObject({
      code: 'link/blocked',
    });
    await editor.delete('tenant-1', name);
    expect(await fleet.finder.find(name)).toMatchObject({ state: 'deleted' });
  });

  it('stays blocked when its owner enables it at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const name = await made();
      const [blocked] = await Promise.allSettled<Link | undefined>([
        editor.block(name, 'phishing'),
        editor.edit('tenant-1', name, { state: 'active' }).catch(() => undefined),
        editor.edit('tenant-1', name, { state: 'disabled' }).catch(() => undefined),
      ]);
      expect(blocked).toMatchObject({ status: 'fulfilled' });
      expect(await fleet.finder.find(name)).toMatchObject({ state: 'blocked' });
    }
  });
});
