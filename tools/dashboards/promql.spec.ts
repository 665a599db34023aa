import { expect, it } from '@jest/globals';
import { metricsIn } from './promql.ts';

it('finds the metrics of an expression, and nothing else', () => {
  expect(
    metricsIn('sum by (le) (rate(a_bucket{b="c_total"}[5m])) / on(d) group_left() job:e:f or vector(0)'),
  ).toEqual(['a_bucket', 'job:e:f']);
});

it('refuses what is no PromQL', () => {
  expect(() => metricsIn('sum(rate(a_total[5m])')).toThrow('no PromQL');
  expect(() => metricsIn('')).toThrow('no PromQL');
});
