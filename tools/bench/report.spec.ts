import { describe, expect, it } from '@jest/globals';
import { asMarkdown, asText, chart, rounded, type Report } from './report.ts';

const report: Report = {
  name: 'redirect',
  title: 'Redirects',
  columns: ['server', 'req/s'],
  rows: [
    ['bare', '20,000'],
    ['standalone', '9,000'],
  ],
  bars: {
    unit: 'req/s',
    values: [
      { label: 'bare', value: 20_000 },
      { label: 'standalone', value: 5000 },
      { label: 'tiny', value: 1 },
    ],
  },
  notes: ['The goal is 0.7: missed.'],
};

describe('a report', () => {
  it('draws bars to one scale, none of them invisible', () => {
    const bars = chart(report)
      .split('\n')
      .map((line) => line.replaceAll(/[^█]/g, '').length);
    expect(bars).toEqual([40, 10, 1]);
  });

  it('lines its columns up', () => {
    expect(asText(report)).toContain('server       req/s\nbare        20,000\nstandalone   9,000\n');
  });

  it('is a drawing, a table and its notes in markdown', () => {
    const text = asMarkdown(report);
    expect(text).toContain('| server | req/s |\n| --- | --- |\n| bare | 20,000 |');
    expect(text).toContain('![Redirects](bench/redirect.svg)');
    expect(text).toMatch(/- The goal is 0\.7: missed\.$/);
  });
});

describe('rounded', () => {
  it.each([
    [26_732.4, '26,732'],
    [42.34, '42.3'],
    [3.3249, '3.32'],
    [0.4021, '0.402'],
    [0, '0.00'],
    [Number.NaN, '–'],
  ])('%d is %s', (value, text) => {
    expect(rounded(value)).toBe(text);
  });
});
