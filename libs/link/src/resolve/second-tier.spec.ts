import type { Problem } from '@fleetlink/problem';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { linkTarget } from '../testing/link-cache.contract.js';
import { away, FakeSource } from '../testing/fake-source.js';
import { InterruptibleLinkCache } from '../testing/interruptible-link.cache.js';
import { MemoryLinkCache } from '../testing/memory-link.cache.js';
import { testResolver } from '../testing/test-resolver.js';
import { DROP_AGAIN_MS, DROPS_WAITING_MAX } from './overtaken-copies.js';
import { RecentChanges } from './recent-changes.js';
import { SecondTier } from './second-tier.js';

const START_MS = Date.UTC(2026, 5, 1);

let source: FakeSource;
let cache: InterruptibleLinkCache;

/** The read path of one process; all of them share the shard and L2. */
function lookup() {
  const changes = new RecentChanges();
  const tier = new SecondTier(cache, changes);
  const resolver = testResolver(source, { changes, secondTier: tier });
  const ask = async () => {
    const [answer] = await Promise.allSettled([Promise.resolve(resolver.resolve('name', Date.now()))]);
    await jest.advanceTimersByTimeAsync(0);
    return answer.status === 'fulfilled' ? answer.value?.url : (answer.reason as Problem).code;
  };
  return { changes, tier, resolver, ask };
}
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);
const urlOf = (version: number) => `https://example.com/v${version}`;
const edit = (version: number) => {
  source.link = linkTarget({ version, url: urlOf(version) });
};

beforeEach(() => {
  jest.useFakeTimers({ now: START_MS });
  source = new FakeSource();
  cache = new InterruptibleLinkCache();
  edit(1);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

describe('a second tier', () => {
  it('serves a second process without the shard, and its L1 from then on', async () => {
    expect(await lookup().ask()).toBe(urlOf(1));
    const { ask, resolver, tier } = lookup();
    expect([await ask(), await ask(), source.reads, cache.reads]).toEqual([urlOf(1), urlOf(1), 1, 2]);
    expect(resolver.counters).toMatchObject({ hits: 1, misses: 1 });
    expect(tier.counters).toEqual({ hits: 1, misses: 0, errors: 0, bypassed: 0 });
  });

  it.each(['disabled', 'blocked', 'deleted'] as const)(
    'keeps a link that is %s like any other',
    async (state) => {
      source.link = linkTarget({ state });
      await lookup().ask();
      await lookup().ask();
      expect(source.reads).toBe(1);
    },
  );

  it('is never told of a name that nobody has', async () => {
    source.link = undefined;
    await lookup().ask();
    edit(1);
    expect(await lookup().ask()).toBe(urlOf(1));
  });

  it('is not told to drop anything when a link is made', async () => {
    const drop = jest.spyOn(cache, 'drop');
    lookup().changes.note('name', 1, Date.now());
    expect(drop).not.toHaveBeenCalled();
  });

  it('costs no redirect anything but time while it is away', async () => {
    cache.isAway = true;
    const { ask, tier } = lookup();
    expect(await ask()).toBe(urlOf(1));
    expect(tier.counters).toMatchObject({ errors: 2 });
  });

  it('tells when all that it keeps is written', async () => {
    const written = Promise.withResolvers<void>();
    jest.spyOn(cache, 'write').mockReturnValue(written.promise);
    const { ask, tier } = lookup();
    await ask();
    const told = jest.fn();
    const kept = tier.kept().then(told);
    await pass(1);
    expect(told).not.toHaveBeenCalled();
    written.resolve();
    await kept;
    expect(told).toHaveBeenCalled();
  });

  it('is read once, and the shard once, for 500 who ask at one moment', async () => {
    const { ask } = lookup();
    await Promise.all(Array.from({ length: 500 }, ask));
    expect([cache.reads, source.reads]).toEqual([1, 1]);
  });
});

describe('a copy past its fresh time', () => {
  beforeEach(async () => {
    await lookup().ask();
    await pass(301);
  });

  it('is read anew while the shard answers', async () => {
    edit(2);
    expect(await lookup().ask()).toBe(urlOf(2));
  });

  it('serves while the shard cannot answer, until 900 s after it was written', async () => {
    source.isAway = true;
    const { ask, resolver } = lookup();
    expect(await ask()).toBe(urlOf(1));
    expect(resolver.counters).toMatchObject({ stale: 1, failures: 1 });
    await pass(598);
    expect(await ask()).toBe(urlOf(1));
    await pass(2);
    expect(await ask()).toBe('shard/unavailable');
  });

  it.each([
    { state: 'disabled' },
    { state: 'blocked' },
    { state: 'deleted' },
    { expiresAtMs: START_MS },
  ] as const)('does not serve a link with %j', async (fields) => {
    await cache.write(linkTarget({ version: 2, ...fields }), false);
    await pass(301);
    source.isAway = true;
    expect(await lookup().ask()).toBe('shard/unavailable');
  });

  it('does not serve what changed while the shard was asked', async () => {
    const { ask, changes } = lookup();
    jest.spyOn(source, 'find').mockImplementation(async () => {
      changes.note('name', 2, Date.now());
      throw away();
    });
    expect(await ask()).toBe('shard/unavailable');
  });
});

describe('a change', () => {
  it('has the name read from the shard for 10 s, and the copy of the others dropped', async () => {
    const { ask, changes, tier } = lookup();
    await ask();
    edit(2);
    changes.note('name', 2, Date.now());
    const before = cache.reads;
    expect(await ask()).toBe(urlOf(2));
    expect(cache.reads).toBe(before);
    expect(tier.counters).toMatchObject({ bypassed: 1 });
    await pass(31);
    await ask();
    expect(tier.counters).toMatchObject({ bypassed: 2 });
    expect(await lookup().ask()).toBe(urlOf(2));
    expect(source.reads).toBe(3);
  });

  it('that becomes known while the copy is on its way has the shard asked as well', async () => {
    await lookup().ask();
    edit(2);
    const { ask, changes } = lookup();
    jest.spyOn(cache, 'drop').mockRejectedValue(away());
    jest.spyOn(cache, 'read').mockImplementationOnce(async (name) => {
      const copy = await MemoryLinkCache.prototype.read.call(cache, name);
      changes.note('name', 2, Date.now());
      return copy;
    });
    expect(await ask()).toBe(urlOf(2));
  });

  it('is not undone by a copy that comes back when Redis does', async () => {
    const { ask, changes, tier } = lookup();
    await ask();
    edit(2);
    cache.isAway = true;
    changes.note('name', 2, Date.now());
    await pass(60);
    changes.prune(Date.now());
    source.link = undefined;
    cache.isAway = false;
    expect(tier.dropsWaiting).toBe(1);
    expect(await ask()).toBeUndefined();
    await pass(DROP_AGAIN_MS / 1000);
    expect(tier.dropsWaiting).toBe(0);
    expect(await cache.read('name')).toBeUndefined();
  });

  it('has no copy believed while more drops wait than may', async () => {
    const { ask, changes, tier } = lookup();
    await cache.write(source.link!, false);
    cache.isAway = true;
    for (let link = 0; link <= DROPS_WAITING_MAX; link += 1) changes.note(`other-${link}`, 2, Date.now());
    await pass(20);
    changes.prune(Date.now());
    cache.isAway = false;
    await pass(20);
    expect(tier.dropsWaiting).toBe(0);
    edit(2);
    expect(await ask()).toBe(urlOf(2));
    expect(tier.counters).toMatchObject({ bypassed: 1 });
  });

  it('is dropped once more when it is forgotten, for what was written late', async () => {
    const { changes } = lookup();
    changes.note('name', 2, Date.now());
    await pass(1);
    // The drop was evicted, and a writer who had been stopped for a while goes on.
    cache = Object.assign(cache, { copies: new Map() });
    await cache.write(linkTarget({ version: 1 }), false);
    await pass(10);
    changes.prune(Date.now());
    await pass(0);
    expect(await cache.read('name')).toBeUndefined();
  });

  it('that L2 missed does not take back what this process has answered', async () => {
    const { ask } = lookup();
    edit(5);
    cache.isAway = true;
    await ask();
    cache.isAway = false;
    await cache.write(linkTarget({ version: 4, url: urlOf(4) }), false);
    await pass(31);
    expect(await ask()).toBe(urlOf(5));
  });
});

describe('a hot link', () => {
  const askOften = async (ask: () => Promise<unknown>) => {
    for (let times = 0; times <= 100; times += 1) await ask();
    await pass(31);
  };
  const copy = async () => (await cache.read('name'))!;

  it('is read anew ahead of time, for the others as well, and then is fresh for 60 s', async () => {
    const { ask } = lookup();
    await askOften(ask);
    expect((await copy()).isHot).toBe(false);
    expect(await ask()).toBe(urlOf(1));
    expect(source.reads).toBe(2);
    const { isHot, freshUntilMs } = await copy();
    expect(isHot).toBe(true);
    expect(freshUntilMs).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it.each([
    [0, 0],
    [0.999, 1],
  ])('is refreshed by lot: %d makes %d reads', async (random, reads) => {
    const { ask } = lookup();
    await askOften(ask);
    await cache.write(source.link!, true);
    const before = source.reads;
    jest.spyOn(Math, 'random').mockReturnValue(random);
    await ask();
    expect(source.reads - before).toBe(reads);
  });

  it('goes on when its refresh fails', async () => {
    const { ask, resolver } = lookup();
    await askOften(ask);
    source.isAway = true;
    expect(await ask()).toBe(urlOf(1));
    expect(resolver.counters).toMatchObject({ failures: 1, stale: 0 });
  });
});
