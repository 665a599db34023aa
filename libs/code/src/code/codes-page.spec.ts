import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { idsPerSecond, layoutNamed, layoutNames, maxIdOf, type IdLayout } from '../id/id-layout.js';
import { decomposeId, firstIdAt } from '../id/snowflake-id.js';
import { CodeCipher } from './code-cipher.js';
import { FEISTEL_ROUNDS } from './mixed-radix-feistel.js';

const page = readFileSync(new URL('../../../../docs/codes.md', import.meta.url), 'utf8');

/** The cells of the table whose heading row starts with this cell. */
function tableOf(firstHeading: string): string[][] {
  const rows = page.split('\n').map((line) => line.split('|').slice(1, -1));
  const cells = rows.map((row) => row.map((cell) => cell.trim()));
  const start = cells.findIndex((row) => row[0] === firstHeading);
  const end = cells.findIndex((row, at) => at > start && row.length === 0);
  return cells.slice(start, end);
}

const cipherOf = (layout: IdLayout) => new CodeCipher({ layout, key: new Uint8Array(16) });
const count = (text: string) => BigInt(text.replaceAll(',', ''));

describe('docs/codes.md: the length of codes over the years', () => {
  const rows = tableOf('layout').slice(2);

  it.each(rows)('%s from %s until %s: %s characters', (name, from, until, characters, space, rate) => {
    const layout = layoutNamed(name!)!;
    const cipher = cipherOf(layout);
    const length = Number(characters);
    const lengthAt = (timeMs: number) => cipher.encode(firstIdAt(layout, timeMs)).length;
    const [fromMs, untilMs] = [Date.parse(from!), Date.parse(until!)];
    // The millisecond of a change begins with codes of the old length, so look one tick later.
    expect(lengthAt(fromMs + layout.tickMs)).toBe(length);
    expect(lengthAt(untilMs - layout.tickMs)).toBe(length);
    if (fromMs > layout.epochMs) expect(lengthAt(fromMs)).toBeLessThan(length);
    expect(count(space!)).toBe(62n ** BigInt(length));
    expect(Number(count(rate!))).toBe(idsPerSecond(layout));
  });

  it.each(layoutNames)('covers the layout %s from its epoch to its last tick, without a gap', (name) => {
    const layout = layoutNamed(name)!;
    const own = rows.filter((row) => row[0] === name);
    expect(Date.parse(own[0]![1]!)).toBe(layout.epochMs);
    for (const [at, row] of own.slice(1).entries()) expect(row[1]).toBe(own[at]![2]);
    expect(Date.parse(own.at(-1)![2]!)).toBe(decomposeId(layout, maxIdOf(layout)).timeMs);
  });
});

describe('docs/codes.md: the chance of a guess', () => {
  const [headings, , ...rows] = tableOf('characters');
  const links = { '1 M links': 10n ** 6n, '100 M links': 10n ** 8n, '10 G links': 10n ** 10n };

  it('is the number of links over the number of codes', () => {
    expect(headings!.slice(1)).toEqual(Object.keys(links));
    for (const [characters, ...chances] of rows) {
      const space = 62n ** BigInt(characters!);
      const right = Object.values(links).map((living) => space / living);
      expect(chances.map((chance) => count(chance.replace('1 in ', '')))).toEqual(right);
    }
  });

  it('is given for every length that a layout has', () => {
    const layouts = layoutNames.map((name) => layoutNamed(name)!);
    const shapes = layouts.flatMap(({ codeShapes }) => codeShapes);
    const lengths = shapes.map(({ highDigits, lowDigits }) => highDigits + lowDigits);
    expect(rows.map(([characters]) => Number(characters))).toEqual(
      [...new Set(lengths)].sort((a, b) => a - b),
    );
  });
});

describe('docs/codes.md: the text', () => {
  it('names the rounds and the bits of each layout as the code has them', () => {
    expect(page).toContain(`"${FEISTEL_ROUNDS} rounds under CODE_KEY"`);
    for (const name of layoutNames) {
      const { timeBits, workerBits, sequenceBits, tickMs } = layoutNamed(name)!;
      const tick = tickMs === 1_000 ? '1 s' : `${tickMs} ms`;
      const bits = `${timeBits} \\+ ${workerBits} \\+ ${sequenceBits} bits at ${tick}`;
      expect(page.replace(/\s+/g, ' ')).toMatch(new RegExp(`\`${name}\`( has)? ${bits}`));
    }
  });
});
