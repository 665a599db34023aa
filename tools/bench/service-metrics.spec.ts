import { expect, test } from '@jest/globals';
import { difference, valuesIn } from './service-metrics.ts';

const TEXT = `# HELP reads_total Names.
# TYPE reads_total gauge
reads_total{kind="names",service="lookup"} 120
reads_total{kind="statements",service="lookup"} 8
reads_total_other{kind="names",service="lookup"} 7
`;

test('the values of a metric are found by its label', () => {
  expect(valuesIn(TEXT, 'reads_total')).toEqual({ names: 120, statements: 8 });
  expect(valuesIn(TEXT, 'reads')).toEqual({});
});

test('what was counted between two looks is told for every key of either', () => {
  expect(difference({ names: 12, statements: 3 }, { names: 2, again: 1 })).toEqual({
    names: 10,
    statements: 3,
    again: -1,
  });
});
