import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefreshDue } from './refresh-ahead.js';

const rule = { freshUntilMs: 0, deltaMs: 1000, beta: 1 };
/** The points of time at which the density is split into ten bins of one tenth each, before the end. */
const DECILES_LEFT_MS = Array.from({ length: 9 }, (_, decile) => -1000 * Math.log(1 - (decile + 1) / 10));
/** Of a chi-square distribution with 9 degrees of freedom, at p = 0.001. */
const CHI_SQUARE_MAX = 27.88;

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

/** How long before the end a reader with this lot refreshes at the earliest: the zero of the rule, by bisection. */
function leftMsOf(random: number): number {
  let [due, notDue] = [0, 50_000];
  for (let times = 0; times < 40; times += 1) {
    const middle = (due + notDue) / 2;
    if (isRefreshDue(rule, -middle, () => random)) due = middle;
    else notDue = middle;
  }
  return due;
}

describe('isRefreshDue', () => {
  it('refreshes at times that follow e^(-left / (beta * delta))', () => {
    const random = seeded(11);
    const counts = Array.from({ length: 10 }, () => 0);
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const leftMs = leftMsOf(random());
      counts[DECILES_LEFT_MS.filter((edge) => leftMs >= edge).length]! += 1;
    }
    const expected = draws / 10;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(CHI_SQUARE_MAX);
  });

  it('is due in 37 % of all draws when one delta is left, in 14 % of them with two', () => {
    const random = seeded(3);
    const shareDue = (nowMs: number) =>
      Array.from({ length: 20_000 }, () => isRefreshDue(rule, nowMs, random)).filter(Boolean).length / 20_000;
    expect(shareDue(-1000)).toBeCloseTo(Math.exp(-1), 1.5);
    expect(shareDue(-2000)).toBeCloseTo(Math.exp(-2), 1.5);
  });

  it('is always due at the end and never while the lot is the highest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (ms, lot) => {
          expect(isRefreshDue(rule, ms, () => lot)).toBe(true);
          expect(isRefreshDue(rule, -1 - ms, () => 0)).toBe(false);
        },
      ),
    );
  });

  it('grows likelier towards the end, with delta and with beta', () => {
    const positive = fc.integer({ min: 1, max: 100_000 });
    const lot = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(positive, positive, lot, (leftMs, deltaMs, random) => {
        const due = (left: number, delta: number, beta: number) =>
          isRefreshDue({ freshUntilMs: 0, deltaMs: delta, beta }, -left, () => random);
        if (!due(leftMs, deltaMs, 1)) return;
        expect([due(leftMs / 2, deltaMs, 1), due(leftMs, deltaMs * 2, 1), due(leftMs, deltaMs, 2)]).toEqual([
          true,
          true,
          true,
        ]);
      }),
    );
  });
});
