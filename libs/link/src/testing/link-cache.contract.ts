import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LinkCache } from '../cache/link-cache.js';
import type { LinkTarget } from '../resolve/link-target.js';

/** A living link, with the given fields. */
export function linkTarget(fields: Partial<LinkTarget> = {}): LinkTarget {
  return {
    id: '1',
    name: 'name',
    tenantId: 'tenant-1',
    url: 'https://example.com/',
    redirectStatus: 302,
    state: 'active',
    expiresAtMs: null,
    version: 1,
    ...fields,
  };
}

let nameCount = 0;

/** A name that no test has used. */
export function freshName(): string {
  return `name-${(nameCount += 1)}`;
}

/** What every second tier must keep to. */
export function linkCacheContract(open: () => LinkCache): void {
  let cache: LinkCache;
  let name: string;
  const write = (version: number, fields: Partial<LinkTarget> = {}) =>
    cache.write(linkTarget({ name, version, ...fields }), false);
  const versionHeld = async () => (await cache.read(name))?.target.version;

  beforeEach(() => {
    cache = open();
    name = freshName();
  });

  it('has nothing of a link that nobody wrote', async () => {
    expect(await cache.read(name)).toBeUndefined();
  });

  it.each(['active', 'disabled', 'blocked', 'deleted'] as const)(
    'gives back a link that is %s',
    async (state) => {
      const target = linkTarget({ name, state, expiresAtMs: 1_780_000_000_000, redirectStatus: 308 });
      await cache.write(target, false);
      expect(await cache.read(name)).toMatchObject({ target, isHot: false });
    },
  );

  it.each([
    [false, 150_000, 300_000],
    [true, 30_000, 60_000],
  ])('has a copy (hot: %s) fresh for %d to %d ms, by lot', async (isHot, leastMs, mostMs) => {
    const freshUntil = new Set<number>();
    for (let times = 0; times < 5; times += 1) {
      const beforeMs = Date.now();
      await cache.write(linkTarget({ name }), isHot);
      const { freshUntilMs = 0, isHot: wasHot } = (await cache.read(name)) ?? {};
      expect(wasHot).toBe(isHot);
      expect(freshUntilMs).toBeGreaterThanOrEqual(beforeMs + leastMs);
      expect(freshUntilMs).toBeLessThanOrEqual(Date.now() + mostMs);
      freshUntil.add(freshUntilMs - beforeMs);
    }
    expect(freshUntil.size).toBeGreaterThan(1);
  });

  describe('of two versions', () => {
    it('keeps the higher one, whichever was written first', async () => {
      await write(2);
      await write(10);
      await write(9);
      expect(await versionHeld()).toBe(10);
    });

    it('renews the same one', async () => {
      await write(2, { url: 'https://example.com/before' });
      await write(2, { url: 'https://example.com/after' });
      expect(await cache.read(name)).toMatchObject({ target: { url: 'https://example.com/after' } });
    });

    it('drops the lower one, and no other', async () => {
      await write(2);
      await cache.drop(name, 2);
      expect(await versionHeld()).toBe(2);
      await cache.drop(name, 3);
      expect(await cache.read(name)).toBeUndefined();
    });

    it('refuses the lower one after a drop, even if it had nothing to drop', async () => {
      await cache.drop(name, 3);
      await write(2);
      expect(await cache.read(name)).toBeUndefined();
      await cache.drop(name, 1);
      await write(2);
      expect(await cache.read(name)).toBeUndefined();
      await write(3);
      expect(await versionHeld()).toBe(3);
    });
  });

  it('never gives a version lower than any it was told of, whatever the order', async () => {
    const step = fc.record({ isDrop: fc.boolean(), version: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        name = freshName();
        let highest = 0;
        for (const { isDrop, version } of steps) {
          await (isDrop ? cache.drop(name, version) : write(version));
          highest = Math.max(highest, version);
          expect((await versionHeld()) ?? highest).toBe(highest);
        }
      }),
      { numRuns: 40 },
    );
  });
}
