import { expect, test } from '@jest/globals';
import { findingsOf, verdictOf, type LoadOutcome } from './verdict.ts';

const good: LoadOutcome = {
  isWithinThresholds: true,
  redirectsAnswered: 1000,
  redirectsFailed: 0,
  clicksCounted: 1000,
  cacheHitShare: 0.96,
};

const verdict = (change: Partial<LoadOutcome>) => verdictOf(findingsOf({ ...good, ...change }));

test('a run that meets every target is right', () => {
  expect(verdict({})).toEqual({ isRight: true, told: 'every target was met' });
});

test.each([
  [{ isWithinThresholds: false }, 'MISSED: thresholds'],
  [{ cacheHitShare: 0.95 }, 'MISSED: cache hits'],
  [{ clicksCounted: 999 }, 'MISSED: clicks'],
  [{ clicksCounted: 1001, cacheHitShare: 0 }, 'MISSED: cache hits, clicks'],
])('%j is wrong', (change, told) => {
  expect(verdict(change)).toEqual({ isRight: false, told });
});

test('what nobody could read is not said to be met', () => {
  expect(verdict({ cacheHitShare: undefined })).toEqual({
    isRight: true,
    told: 'every target that was read was met',
  });
});

test('a redirect that came too late for whoever waited may be counted, and no more', () => {
  const late = { redirectsFailed: 3, cacheHitShare: 1 };
  for (const clicksCounted of [1000, 1003]) expect(verdict({ ...late, clicksCounted }).isRight).toBe(true);
  for (const clicksCounted of [999, 1004])
    expect(verdict({ ...late, clicksCounted }).told).toBe('MISSED: clicks');
});

test('without redirects there are no hits and no clicks to speak of', () => {
  const findings = findingsOf({ ...good, redirectsAnswered: 0, clicksCounted: 0, cacheHitShare: 0 });
  expect(findings.map(({ what }) => what)).toEqual(['thresholds']);
});
