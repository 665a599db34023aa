import { expect, it } from '@jest/globals';
import { findingOf } from './series.ts';
import { seriesTable } from './series-table.ts';

const board = { title: 'Redirects' };
const panel = { title: 'Failed' };
const query = { expr: 'rate(failed_total[5m])', legend: '' };
const answered = (count: number) => ({
  status: 'success',
  data: { result: Array.from({ length: count }, () => ({})) },
});

const found = findingOf(board, panel, query, answered(2));
const quiet = findingOf(board, panel, { ...query, isEmptyInHealth: true }, answered(0));
const missing = findingOf(board, panel, query, answered(0));
const refused = findingOf(board, panel, query, { status: 'error', error: 'parse error' });

it('nothing found is a fault, unless it was said to be good news', () => {
  expect([found, quiet, missing, refused].map(({ series, fault }) => [series, fault])).toEqual([
    [2, undefined],
    [0, undefined],
    [0, 'no series'],
    [undefined, 'parse error'],
  ]);
});

it('the table has a line for each expression, then the faults', () => {
  expect(seriesTable([found, quiet, missing])).toBe(
    [
      'dashboard  panel   series                expression',
      'Redirects  Failed  2                     rate(failed_total[5m])',
      'Redirects  Failed  0, as in good health  rate(failed_total[5m])',
      'Redirects  Failed  0                     rate(failed_total[5m])',
      '',
      'Redirects, "Failed": no series',
      '',
    ].join('\n'),
  );
});
