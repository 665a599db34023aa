import { expect, test } from '@jest/globals';
import { Latency, percentile } from './latency.ts';

test('a percentile is one of the values: the smallest that enough others do not exceed', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  expect([0, 0.5, 0.51, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 5, 6, 10, 10]);
  expect(percentile([], 0.5)).toBe(0);
});

test('times may come in any order', () => {
  const latency = new Latency();
  for (const ms of [30, 1, 2]) latency.add(ms);
  expect(latency.told()).toBe('p50 2.0 ms, p99 30.0 ms');
});
