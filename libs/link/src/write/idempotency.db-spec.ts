import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { forgetOldKeys } from './idempotency.store.js';
import type { LinkOrder } from './link-shortener.js';

let fleet: TestFleet;

beforeAll(async () => {
  fleet = await testFleet();
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => fleet.drop());

const under = (key: string, fields: Partial<LinkOrder> = {}, fingerprint = 'body') =>
  linkOrder({ ...fields, idempotency: { owner: 'tenant-1', key, fingerprint } });
const everywhere = (text: string) =>
  Promise.all(fleet.shards.map((shard) => shard.query<{ count: number }>({ text }, [])));
const countOf = async (table: string) =>
  (await everywhere(`SELECT count(*)::int AS count FROM ${table}`)).reduce(
    (sum, [row]) => sum + row!.count,
    0,
  );

describe('an Idempotency-Key', () => {
  it('gives every request with it the same link, one after the other and all at once', async () => {
    const before = await countOf('link');
    const first = await fleet.shortener.shorten(under('again'));
    expect(await fleet.shortener.shorten(under('again'))).toEqual(first);
    const other = await fleet.process();
    for (const fields of [{}, { alias: 'racing-alias' }]) {
      const key = `race-${fields.alias ?? 'code'}`;
      const links = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 ? other : fleet).shortener.shorten(under(key, fields)),
        ),
      );
      expect(new Set(links.map(({ id }) => id)).size).toBe(1);
      expect(await fleet.finder.find(links[0]!.alias ?? links[0]!.code!)).toEqual(links[0]);
    }
    expect(await countOf('link')).toBe(before + 3);
    expect(fleet.shortener.idConflicts + other.shortener.idConflicts).toBe(0);
  });

  it('belongs to its owner, and is refused with another body', async () => {
    const first = await fleet.shortener.shorten(under('mine'));
    await expect(fleet.shortener.shorten(under('mine', {}, 'other body'))).rejects.toMatchObject({
      code: 'idempotency/mismatch',
      kind: 'conflict',
    });
    const others = { owner: 'tenant-2', key: 'mine', fingerprint: 'body' };
    const theirs = await fleet.shortener.shorten(linkOrder({ idempotency: others }));
    expect(theirs.id).not.toBe(first.id);
  });

  it('lets a retry finish what a crash left between the key and the link', async () => {
    jest.spyOn(fleet.writer, 'insert').mockRejectedValueOnce(new Error('the process died here'));
    await expect(fleet.shortener.shorten(under('crash'))).rejects.toThrow('died here');
    const decided = (
      await everywhere(`SELECT link->>'id' AS id, 1 AS count FROM idempotency WHERE key = 'crash'`)
    ).flat() as unknown as { id: string }[];
    const link = await (await fleet.process()).shortener.shorten(under('crash'));
    expect(link.id).toBe(decided[0]!.id);
    expect(await fleet.finder.find(link.code!)).toEqual(link);
  });

  it('says plainly that nothing was stored when the server takes no writes any more', async () => {
    const { database } = fleet.shards[0]!;
    const nameOnShard = () => {
      for (let index = 0; ; index += 1)
        if (fleet.router.ownerOf(fleet.scheme.slotOf(`demoted-${index}`)) === fleet.shards[0])
          return `demoted-${index}`;
    };
    const alias = nameOnShard();
    const [{ name }] = (await database.query({ text: 'SELECT current_database() AS name' })) as [
      { name: string },
    ];
    const readOnly = (value: 'on' | 'off') =>
      database.query({ text: `ALTER DATABASE "${name}" SET default_transaction_read_only = ${value}` });
    await readOnly('on');
    try {
      const { shortener } = await fleet.process();
      await expect(shortener.shorten(linkOrder({ alias }))).rejects.toMatchObject({
        code: 'postgres/read-only',
        kind: 'unavailable',
        retryAfterSeconds: 1,
      });
    } finally {
      await readOnly('off');
    }
    expect(await fleet.finder.find(alias)).toBeUndefined();
    expect((await fleet.shortener.shorten(linkOrder({ alias }))).alias).toBe(alias);
  });

  it('says that the outcome is unknown when the answer was lost, and the retry gets that link', async () => {
    const insert = fleet.writer.insert.bind(fleet.writer);
    jest.spyOn(fleet.writer, 'insert').mockImplementationOnce(async (link, untilMs) => {
      await insert(link, untilMs);
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    });
    const before = await countOf('link');
    await expect(fleet.shortener.shorten(under('lost'))).rejects.toMatchObject({
      code: 'link/outcome-unknown',
      kind: 'unavailable',
    });
    await fleet.shortener.shorten(under('lost'));
    expect(await countOf('link')).toBe(before + 1);
  });

  it('moves on to another link when its code turns out to be taken by an alias', async () => {
    const id = (await fleet.minter.mint()).id;
    const text = fleet.scheme.codeOf(id);
    await fleet.shortener.shorten(linkOrder({ alias: text }));
    jest.spyOn(fleet.minter, 'mint').mockResolvedValueOnce({ id, code: text });
    const link = await fleet.shortener.shorten(under('code-taken'));
    expect(link.code).not.toBe(text);
    expect(await fleet.shortener.shorten(under('code-taken'))).toEqual(link);
  });

  it('answers a taken alias as such, every time', async () => {
    await fleet.shortener.shorten(linkOrder({ alias: 'somebody-elses' }));
    for (let tries = 0; tries < 2; tries += 1)
      await expect(
        fleet.shortener.shorten(under('taken', { alias: 'somebody-elses' })),
      ).rejects.toMatchObject({ code: 'alias/taken' });
  });

  it('is free again after 24 hours, whether or not the old one was forgotten yet', async () => {
    const age = (hours: number) =>
      everywhere(
        `UPDATE idempotency SET created_at = now() - interval '${hours} hours' WHERE key LIKE 'old%'`,
      );
    const first = await fleet.shortener.shorten(under('old'));
    await age(23);
    expect((await fleet.shortener.shorten(under('old'))).id).toBe(first.id);
    await age(25);
    const second = await fleet.shortener.shorten(under('old', {}, 'new body'));
    expect(second.id).not.toBe(first.id);
    expect((await fleet.shortener.shorten(under('old', {}, 'new body'))).id).toBe(second.id);
    await age(25);
    const forgotten = await Promise.all(fleet.shards.map((shard) => forgetOldKeys(shard)));
    expect(forgotten.reduce((sum, count) => sum + count)).toBe(1);
  });
});
