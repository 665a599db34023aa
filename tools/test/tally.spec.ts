import { expect, test } from '@jest/globals';
import { NOTHING, one, sum, told } from './tally.ts';

test('tallies are summed count by count', () => {
  const tallies = [{ passed: 1, failed: 2, skipped: 3 }, one(true), one(false), NOTHING];
  expect(sum(tallies)).toEqual({ passed: 2, failed: 3, skipped: 3 });
});

test('skipped tests are told only where there are some', () => {
  expect(told({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(told({ passed: 12, failed: 1, skipped: 2 })).toBe('12 passed, 1 failed, 2 skipped');
});
