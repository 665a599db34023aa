import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BACK_OFF_FIRST_MS, BACK_OFF_MAX_MS, backOffMs } from './back-off.js';

const lot = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('pauses are never shorter than half of the first, never longer than the longest, however often it is tried', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), lot, (attempt, random) => {
      const pauseMs = backOffMs(attempt, () => random);
      expect(pauseMs).toBeGreaterThanOrEqual(BACK_OFF_FIRST_MS / 2);
      expect(pauseMs).toBeLessThanOrEqual(BACK_OFF_MAX_MS);
    }),
  );
});

test('pauses double until they are long enough', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backOffMs(attempt, () => 1));
  expect(longest).toEqual([50, 100, 200, 400, 800, 1600, 2000, 2000]);
});

test('processes that failed together come back apart', () => {
  const pauses = Array.from({ length: 1000 }, () => backOffMs(7));
  expect(new Set(pauses).size).toBeGreaterThan(500);
});
