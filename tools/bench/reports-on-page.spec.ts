import { expect, test } from '@jest/globals';
import type { Report } from './report.ts';
import { withReports } from './reports-on-page.ts';

const report = (name: string, value: string): Report => ({
  name,
  title: `Title of ${name}`,
  columns: ['what', 'value'],
  rows: [['it', value]],
  bars: { unit: 's', values: [{ label: 'it', value: 1 }] },
  notes: [],
});

const empty = '# Page\n\n<!-- bench:begin -->\n<!-- bench:end -->\n\nafter\n';

test('reports stand between the marks, with when and where', () => {
  const page = withReports(empty, [report('codes', '1'), report('start', '2')], '2026-11-22, 2 cores');
  expect(page).toMatch(
    /^# Page\n\n<!-- bench:begin -->\n\n### codes\n[^]*### start\n[^]*<!-- bench:end -->\n\nafter\n$/,
  );
  expect(page.match(/Measured 2026-11-22, 2 cores\./g)).toHaveLength(2);
});

test('a benchmark that runs again replaces its own section only', () => {
  const before = withReports(empty, [report('codes', 'old'), report('start', 'kept')], 'day 1');
  const after = withReports(before, [report('codes', 'new')], 'day 2');
  expect(after).not.toContain('old');
  expect(after).toContain('| it | new |');
  expect(after).toContain('| it | kept |');
  expect(after.match(/### /g)).toHaveLength(2);
  expect(withReports(after, [], 'day 3')).toBe(after);
});

test('a page without marks is not touched', () => {
  expect(() => withReports('# Page\n', [report('codes', '1')], '')).toThrow('bench:begin');
});
