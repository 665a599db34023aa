import { LoadGate } from '@fleetlink/service';
import type { Problem } from '@fleetlink/problem';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeSource } from '../testing/fake-source.js';
import { linkTarget } from '../testing/link-cache.contract.js';
import { testResolver, testResolveSettings } from '../testing/test-resolver.js';
import type { LinkResolver } from './link-resolver.js';
import type { LinkTarget } from './link-target.js';
import { RecentChanges } from './recent-changes.js';

const START_MS = Date.UTC(2026, 5, 1);
const ANSWER_MS = 2;

describe('LinkResolver', () => {
  let source: FakeSource;
  let changes: RecentChanges;
  let resolver: LinkResolver;
  let gate: LoadGate;

  beforeEach(() => {
    jest.useFakeTimers({ now: START_MS });
    source = new FakeSource(ANSWER_MS);
    source.link = undefined;
    changes = new RecentChanges();
    gate = new LoadGate(500);
    resolver = testResolver(source, { changes, gate });
  });
  afterEach(() => void jest.useRealTimers());

  const ask = () => resolver.resolve('name', Date.now());
  /** The answer, or the code of the problem. */
  const answer = async () => {
    const asking = Promise.resolve(ask()).catch((error: Problem) => error.code);
    await jest.advanceTimersByTimeAsync(ANSWER_MS);
    return asking;
  };
  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

  it('reads once for 500 who ask at the same moment, and then answers without a promise', async () => {
    source.link = linkTarget();
    const asking = Promise.all(Array.from({ length: 500 }, ask));
    await pass(1);
    expect(new Set(await asking)).toEqual(new Set([source.link]));
    expect(source.reads).toBe(1);
    expect(ask()).toBe(source.link);
    expect(resolver.counters).toMatchObject({ hits: 1, misses: 1, joined: 499 });
  });

  it('asks again after 30 seconds, at the same size', async () => {
    source.link = linkTarget();
    await answer();
    await pass(29.9);
    expect(ask()).toBe(source.link);
    await pass(0.2);
    await answer();
    expect([source.reads, resolver.l1Size]).toEqual([2, 1]);
  });

  it('tells which links are hot now, not which once were', async () => {
    source.link = linkTarget();
    for (let asked = 0; asked < 4; asked += 1) await answer();
    const hottest = () => resolver.hottest(10, Date.now() - 60_000);
    expect(hottest()).toEqual([{ name: 'name', hits: 3 }]);
    await pass(89);
    expect(hottest()).toHaveLength(1);
    await pass(1);
    expect(hottest()).toEqual([]);
  });

  it('shares a failure with those who wait, and neither keeps it nor takes it for "absent"', async () => {
    source.isAway = true;
    const asking = Promise.allSettled(Array.from({ length: 50 }, ask));
    await pass(1);
    expect(new Set((await asking).map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(source.reads).toBe(1);
    source.isAway = false;
    source.link = linkTarget();
    expect(await answer()).toBe(source.link);
  });

  it('gives whoever has to wait one deadline for all that lies below', async () => {
    source.link = linkTarget();
    const untilMs = performance.now() + testResolveSettings.deadlineMs;
    await answer();
    expect(source.untilMs).toBe(untilMs);
  });

  describe('with too much to do', () => {
    const occupy = () => {
      while (gate.enter('redirect'));
    };

    it('turns away who would have to wait, and answers what L1 knows', async () => {
      source.link = linkTarget();
      await answer();
      occupy();
      expect(ask()).toBe(source.link);
      const other = resolver.resolve('other', Date.now()) as Promise<unknown>;
      await expect(other).rejects.toMatchObject({ code: 'request/overloaded', retryAfterSeconds: 1 });
      expect(source.reads).toBe(1);
    });

    it('serves a link beyond its time rather than nothing', async () => {
      source.link = linkTarget();
      await answer();
      await pass(31);
      occupy();
      expect(ask()).toBe(source.link);
      expect(resolver.counters.stale).toBe(1);
    });

    it('has room again for each that was answered, with a link or a failure', async () => {
      await answer();
      source.isAway = true;
      await answer();
      expect(gate.inFlight).toBe(0);
      const asking = Promise.allSettled(Array.from({ length: 501 }, ask));
      await pass(1);
      const refused = (await asking).filter((settled) => JSON.stringify(settled).includes('overloaded'));
      expect([refused.length, gate.inFlight]).toEqual([1, 0]);
    });
  });

  describe('when only a replica out of date can be asked', () => {
    beforeEach(() => {
      source.isAway = true;
    });

    it('follows what it knows, once, and keeps nothing of it', async () => {
      source.outdated = linkTarget();
      expect(await answer()).toBe(source.outdated);
      expect([resolver.l1Size, resolver.counters.stale]).toEqual([0, 1]);
    });

    it.each([
      ['knows nothing', undefined],
      ['knows a disabled link', linkTarget({ state: 'disabled' })],
      ['knows a blocked link', linkTarget({ state: 'blocked' })],
    ])('says that it cannot tell when that %s', async (_what, known) => {
      source.outdated = known;
      expect(await answer()).toBe('shard/unavailable');
    });

    it('does not bring back a link that this process knows to be taken down', async () => {
      source.isAway = false;
      source.link = linkTarget({ state: 'blocked', version: 2 });
      await answer();
      await pass(31);
      source.isAway = true;
      source.outdated = linkTarget();
      expect(await answer()).toBe('shard/unavailable');
    });
  });

  describe('for unknown names', () => {
    it('asks at most 12 times a second, however often it is asked', async () => {
      const readsPerSecond: number[] = [];
      for (let second = 0; second < 5; second += 1) {
        const before = source.reads;
        for (let tick = 0; tick < 1000; tick += 1) {
          void ask();
          void ask();
          await jest.advanceTimersByTimeAsync(1);
        }
        readsPerSecond.push(source.reads - before);
      }
      expect(Math.max(...readsPerSecond)).toBeLessThanOrEqual(12);
      expect(Math.min(...readsPerSecond)).toBeGreaterThan(0);
    });

    it('asks every time for one that is asked for now and then', async () => {
      for (let times = 0; times < 30; times += 1) {
        expect(await answer()).toBeUndefined();
        await pass(0.15);
      }
      expect(source.reads).toBe(30);
    });

    it('finds a link at the latest a second after it was made, even under a hot name', async () => {
      for (let times = 0; times < 30; times += 1) await answer();
      expect(ask()).toBeUndefined();
      source.link = linkTarget();
      await pass(1);
      expect(await answer()).toBe(source.link);
    });

    it('finds a link at once when its making is noted, even under a hot name', async () => {
      for (let asked = 0; asked < 12; asked += 1) await answer();
      source.link = linkTarget();
      expect(await answer()).toBeUndefined();
      changes.note('name', 1, Date.now());
      expect(await answer()).toMatchObject({ version: 1 });
    });

    it('never answers one who asks after a link was made with a read that began before', async () => {
      const early = Promise.resolve(ask());
      await jest.advanceTimersByTimeAsync(1);
      source.link = linkTarget();
      const late = Array.from({ length: 20 }, ask);
      await pass(1);
      expect(await early).toBeUndefined();
      expect(new Set(await Promise.all(late))).toEqual(new Set([source.link]));
      expect(source.reads).toBe(2);
    });
  });

  describe('while the shard cannot answer', () => {
    const loseShardWith = async (link: LinkTarget) => {
      source.link = link;
      await answer();
      await pass(31);
      source.isAway = true;
    };

    it('serves what it knows, for 10 minutes and not longer', async () => {
      await loseShardWith(linkTarget());
      expect(await answer()).toBe(source.link);
      await pass(598);
      expect(await answer()).toBe(source.link);
      await pass(2);
      expect(await answer()).toBe('shard/unavailable');
      expect(resolver.counters).toMatchObject({ stale: 2, failures: 3 });
    });

    it.each(['disabled', 'blocked', 'deleted'] as const)(
      'never serves a %s link beyond its time',
      async (state) => {
        await loseShardWith(linkTarget({ state }));
        expect(await answer()).toBe('shard/unavailable');
      },
    );

    it('does not serve a link past its expiry', async () => {
      await loseShardWith(linkTarget({ expiresAtMs: START_MS + 40_000 }));
      expect(await answer()).toBe(source.link);
      await pass(9);
      expect(await answer()).toBe('shard/unavailable');
    });

    it('does not serve what a change was noted for', async () => {
      await loseShardWith(linkTarget());
      changes.note('name', 2, Date.now());
      expect(await answer()).toBe('shard/unavailable');
    });

    it('says unavailable, not absent, for what it does not know', async () => {
      source.isAway = true;
      expect(await answer()).toBe('shard/unavailable');
    });

    it('does not hide a fault of ours behind an old answer', async () => {
      await loseShardWith(linkTarget());
      jest.spyOn(source, 'find').mockRejectedValueOnce(new TypeError('a bug'));
      await expect(ask()).rejects.toThrow('a bug');
    });
  });
});
