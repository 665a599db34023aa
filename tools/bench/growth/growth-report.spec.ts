import { expect, test } from '@jest/globals';
import { asMarkdown } from '../report.ts';
import { growthReport, type Size } from './growth-report.ts';

const million: Size = {
  links: 1_000_000,
  seedSeconds: 20,
  sent: [],
  p50Ms: 2,
  p99Ms: 8,
  createsPerSecond: 12_000,
  heapBytes: 340,
  indexBytes: 104,
  vacuumMicros: 0.4,
  leavesRead: 1,
};

test('a row for each size, and a point for each figure of it', () => {
  const report = growthReport([million, { ...million, links: 10_000_000, p50Ms: 2.2 }]);
  expect(report.rows.map(([links]) => links)).toEqual(['1,000,000', '10,000,000']);
  for (const row of report.rows) expect(row).toHaveLength(report.columns.length);
  expect(report.plot!.match(/<circle/g)).toHaveLength(12);
  expect(report.plot!).not.toMatch(/NaN|undefined/);
  expect(asMarkdown(report)).toContain('(bench/growth.svg)');
});

test('what becomes worse with more links is said not to be flat', () => {
  const [note] = growthReport([
    million,
    { ...million, links: 10_000_000, p50Ms: 2.2, p99Ms: 20, createsPerSecond: 6000, vacuumMicros: 0.1 },
  ]).notes;
  expect(note).toMatch(/p99 ms × 2\.50 \(NOT flat\)/);
  expect(note).toMatch(/creates\/s × 0\.500 \(NOT flat\)/);
  expect(note!.match(/NOT flat/g)).toHaveLength(2);
});

test('one size alone is drawn and compared with nothing', () => {
  const { plot, notes } = growthReport([million]);
  expect(plot!).not.toMatch(/NaN|undefined/);
  expect(notes.join(' ')).not.toContain('From');
});
