import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelledLines, tableLines, type Column } from './table.js';
import { paintFor, plain, printable } from './terminal.js';

interface Row {
  readonly name: string;
  readonly count: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', cell: ({ name }) => ({ text: name, style: 'green' }) },
  { title: 'count', cell: ({ count }) => String(count), align: 'right' },
];

const terminal = { colours: true };
const colourful = paintFor({ isTTY: true, write: () => true }, terminal);

test('columns are as wide as their widest cell; numbers line up at the right', () => {
  const rows = [
    { name: 'a', count: 1 },
    { name: 'longer', count: 123456 },
  ];
  expect(tableLines(columns, rows, plain)).toEqual(['name     count', 'a            1', 'longer  123456']);
});

test('a table without rows is its titles', () => {
  expect(tableLines(columns, [], plain)).toEqual(['name  count']);
});

test('colours do not move the columns', () => {
  const rows = [
    { name: 'a', count: 1 },
    { name: 'bb', count: 22 },
  ];
  const [, painted] = tableLines(columns, rows, colourful);
  expect(painted).toContain('\u001b[32m');
  const uncoloured = tableLines(columns, rows, colourful).map(stripVTControlCharacters);
  expect(uncoloured).toEqual(tableLines(columns, rows, plain));
});

test('only a terminal that wants colours gets them', () => {
  const write = () => true;
  expect(paintFor({ isTTY: false, write }, terminal)('red', 'x')).toBe('x');
  expect(paintFor({ write }, terminal)('red', 'x')).toBe('x');
  expect(paintFor({ isTTY: true, write }, { colours: false })('red', 'x')).toBe('x');
});

test('whatever a cell holds, every row stays one line of the same width', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string({ unit: 'binary' }), count: fc.nat() })), (rows) => {
      const lines = tableLines([...columns, { title: 'end', cell: () => '|' }], rows, plain);
      expect(lines).toHaveLength(rows.length + 1);
      for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
      expect(new Set(lines.slice(1).map((line) => [...line].length)).size).toBeLessThanOrEqual(1);
    }),
  );
});

test('control characters are shown and not obeyed', () => {
  expect(printable('a\u001b[2Jb\r\n\u202e')).toBe('a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}');
  expect(printable('Grüße 🎉')).toBe('Grüße 🎉');
  expect(labelledLines([['url', 'x\u0007']])).toEqual(['  url  x\\u{7}']);
});
