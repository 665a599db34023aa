import { describe, expect, it } from '@jest/globals';
import { metricsIn } from './promql.ts';

describe('the metrics of an expression', () => {
  it.each([
    ['up == 0', ['up']],
    ['max by (shard, le) (rate(a_total{x="b_total", y=~"c|d"}[5m])) > 500e9', ['a_total']],
    ['a / ignoring(state) b{s="x"} and on() c:d:e > 1', ['a', 'b', 'c:d:e']],
    ['label_replace(absent(a{b="c"} == 1), "d", "e", "", "")', ['a']],
    ['max(a == bool 0) or vector(1) unless (b offset 1d) * 2', ['a', 'b']],
    ['(a > 14.4 * 0.001)\nor a{b="{"}', ['a']],
  ])('%s', (expression, names) => {
    expect(metricsIn(expression)).toEqual(names);
  });

  it.each(['sum(rate(a_total[5m])', ''])('"%s" is refused', (expression) => {
    expect(() => metricsIn(expression)).toThrow('no PromQL');
  });
});
