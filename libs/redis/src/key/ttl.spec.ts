import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clickKeys, linkKeys } from './fleet-keys.js';
import { defineKeys } from './key-class.js';
import { TTL_JITTER_PERCENT, ttlOf } from './ttl.js';

const lot = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const seconds = fc.integer({ min: 1, max: 86_400 });
const SHORTEST = 1 - TTL_JITTER_PERCENT / 100;

function classWith(ttl: { freshSeconds?: number; keptSeconds: number; isJittered: boolean }) {
  return defineKeys({ thing: { cluster: 'cache', type: 'string', pattern: 'thing', purpose: 'x', ttl } })
    .thing;
}

/** mulberry32: the lots of this spec are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('ttlOf', () => {
  it('never exceeds what the class promises, nor falls below the jitter, in whole milliseconds', () => {
    fc.assert(
      fc.property(seconds, seconds, lot, (one, other, random) => {
        const [freshSeconds, keptSeconds] = [Math.min(one, other), Math.max(one, other)];
        const { freshMs, keptMs } = ttlOf(
          classWith({ freshSeconds, keptSeconds, isJittered: true }),
          () => random,
        );
        expect(Number.isInteger(freshMs)).toBe(true);
        expect(freshMs).toBeLessThanOrEqual(freshSeconds * 1000);
        expect(freshMs).toBeGreaterThanOrEqual(freshSeconds * 1000 * SHORTEST);
        expect(keptMs).toBe(keptSeconds * 1000);
      }),
    );
  });

  it('jitters the end of a class that has no fresh time', () => {
    fc.assert(
      fc.property(seconds, lot, (keptSeconds, random) => {
        const { freshMs, keptMs } = ttlOf(classWith({ keptSeconds, isJittered: true }), () => random);
        expect(freshMs).toBe(keptMs);
        expect(keptMs).toBeGreaterThanOrEqual(keptSeconds * 1000 * SHORTEST);
        expect(keptMs).toBeLessThanOrEqual(keptSeconds * 1000);
      }),
    );
  });

  it('is exact where the class asks for that', () => {
    expect(ttlOf(classWith({ keptSeconds: 60, isJittered: false }))).toEqual({
      freshMs: 60_000,
      keptMs: 60_000,
    });
  });

  it('keeps a link 900 s, fresh for up to 300 s of them', () => {
    expect(ttlOf(linkKeys.link, () => 0)).toEqual({ freshMs: 300_000, keptMs: 900_000 });
  });

  it('has 10,000 links that were cached at one moment read anew at no more than twice the mean rate', () => {
    const random = seeded(7);
    const binMs = 5000;
    const bins = new Map<number, number>();
    let sumMs = 0;
    const count = 10_000;
    for (let link = 0; link < count; link += 1) {
      const { freshMs } = ttlOf(linkKeys.link, random);
      const bin = Math.floor(freshMs / binMs);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
      sumMs += freshMs;
    }
    const meanPerBin = (count * binMs) / (sumMs / count);
    expect(Math.max(...bins.values())).toBeLessThan(2 * meanPerBin);
  });

  it('refuses a class that does not lapse', () => {
    expect(() => ttlOf(clickKeys.clicks)).toThrow('do not lapse');
  });
});
