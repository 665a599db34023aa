import { expect, test } from '@jest/globals';
import { sumIn } from './service-metrics.ts';

const text = `# HELP lag How far.
lag{what="waiting",service="stats"} 3
lag{what="pending",service="stats"} 4.5
lag_total{what="waiting",service="stats"} 100
up 1
`;

test('series with the labels are added up', () => {
  expect(sumIn(text, 'lag')).toBe(7.5);
  expect(sumIn(text, 'lag', { what: 'pending' })).toBe(4.5);
  expect(sumIn(text, 'up')).toBe(1);
});

test('a metric that is not there is an error, not a zero', () => {
  expect(() => sumIn(text, 'lag', { what: 'lost' })).toThrow('there is no metric lag{what="lost"}');
});
