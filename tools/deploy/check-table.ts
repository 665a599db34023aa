/** What the checks found, as a table and as a tally. */
import { NOTHING, one, sum, type Tally } from '../test/tally.ts';
import type { Outcome } from './deploy-check.ts';

export interface Row extends Outcome {
  readonly name: string;
}

export function checkTable(rows: readonly Row[]): string {
  const cells = [
    ['check', 'objects', 'verdict'],
    ...rows.map((row) => [row.name, String(row.objects), verdict(row)]),
  ];
  const nameWidth = Math.max(...cells.map(([name = '']) => name.length));
  const countWidth = Math.max(...cells.map(([, count = '']) => count.length));
  const lines = cells.map(
    ([name = '', count = '', word = '']) =>
      `${name.padEnd(nameWidth)}  ${count.padStart(countWidth)}  ${word}\n`,
  );
  const faults = rows.flatMap(({ name, faults: found }) => found.map((fault) => `${name}: ${fault}\n`));
  return [...lines, ...(faults.length > 0 ? ['\n', ...faults] : [])].join('');
}

export function tallyOfRows(rows: readonly Row[]): Tally {
  return sum(
    rows.map(({ faults, skipped }) =>
      skipped !== undefined && faults.length === 0 ? { ...NOTHING, skipped: 1 } : one(faults.length === 0),
    ),
  );
}

function verdict({ faults, skipped }: Row): string {
  if (faults.length > 0) return `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
  return skipped === undefined ? 'ok' : `skipped: ${skipped}`;
}
