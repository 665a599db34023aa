import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CommandFailure } from '../terminal/command.errors.js';
import { EXIT } from '../terminal/exit-codes.js';
import { reportCapacity } from './capacity.command.js';

const plain = (_style: unknown, text: string): string => text;

const fileOf = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.json');
  writeFileSync(file, text);
  return file;
};

it('prints the three scenarios, each with its parts and its cost', () => {
  const lines = reportCapacity({}).lines(plain);
  expect(lines.filter((line) => /^(base|peak|stretch): /.test(line))).toHaveLength(3);
  expect(lines.filter((line) => line.includes('a month: compute'))).toHaveLength(3);
});

it('takes a load and prices of one’s own', () => {
  const prices = fileOf('{"coreMonth":0,"memoryGibMonth":0,"diskGbMonth":0,"trafficGb":0}');
  expect(reportCapacity({ rps: 30_000, links: 1e9, prices }).document).toMatchObject({
    plans: [{ workload: { peakPerSecond: 30_000, averagePerSecond: 6000, links: 1e9 }, cost: { total: 0 } }],
  });
});

it.each([
  ['{"coreMonth":-1}', 'coreMonth'],
  ['{"cores":1}', 'cores'],
  ['{', 'prices.json'],
])('prices of %s are refused by the name of what is wrong', (text, named) => {
  const attempt = () => reportCapacity({ prices: fileOf(text) });
  expect(attempt).toThrow(CommandFailure);
  expect(attempt).toThrow(named);
  expect(attempt).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
});

it('an average above the peak is refused', () => {
  expect(() => reportCapacity({ rps: 10, average: 11 })).toThrow('--average');
});
