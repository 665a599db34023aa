import { expect, test } from '@jest/globals';
import { barPlot } from './bar-plot.ts';

const plot = barPlot({
  title: 'Redirects',
  bars: {
    unit: 'req/s',
    values: [
      { label: 'bare <node:http> & more', value: 20_000 },
      { label: 'ours', value: 10_000 },
      { label: 'tiny', value: 0 },
    ],
  },
});

test('bars are to one scale, none of them invisible', () => {
  const widths = [...plot.matchAll(/<rect x="\S+" y="\S+" width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toHaveLength(3);
  expect(widths[1]).toBeCloseTo(widths[0]! / 2, 0);
  expect(widths[2]).toBe(1);
});

test('each has its label and its value, whatever characters they have', () => {
  expect(plot).toContain('>bare &lt;node:http> &amp; more</text>');
  expect(plot).toContain('>10,000 req/s</text>');
  expect(plot).not.toMatch(/NaN|undefined/);
});
