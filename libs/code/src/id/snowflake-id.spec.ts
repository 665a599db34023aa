import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CodeCipher } from '../code/code-cipher.js';
import { compactLayout, maxIdOf, sequenceCountOf, standardLayout, workerCountOf } from './id-layout.js';
import { composeId, decomposeId, firstIdAt, MAX_ID, parseId } from './snowflake-id.js';

const layouts = [standardLayout, compactLayout];

describe.each(layouts)('ids of the layout $name', (layout) => {
  const { epochMs, tickMs } = layout;
  const parts = fc.record({
    timeMs: fc.nat({ max: 2 ** 30 - 1 }).map((tick) => epochMs + tick * tickMs),
    worker: fc.nat({ max: workerCountOf(layout) - 1 }),
    sequence: fc.nat({ max: sequenceCountOf(layout) - 1 }),
  });

  it('come apart into what they were made of', () => {
    fc.assert(
      fc.property(parts, (given) => expect(decomposeId(layout, composeId(layout, given))).toEqual(given)),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: maxIdOf(layout) }), (id) =>
        expect(composeId(layout, decomposeId(layout, id))).toBe(id),
      ),
    );
  });

  it('sort by time, then worker, then sequence', () => {
    const start = { timeMs: epochMs + 5 * tickMs, worker: 1, sequence: 1 };
    const ids = [
      start,
      { ...start, sequence: 2 },
      { ...start, worker: 2, sequence: 0 },
      { timeMs: epochMs + 6 * tickMs, worker: 0, sequence: 0 },
    ].map((each) => composeId(layout, each));
    expect(ids).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(ids).size).toBe(4);
  });

  it('refuse parts outside the layout', () => {
    const good = { timeMs: epochMs, worker: 0, sequence: 0 };
    const bad = [
      { timeMs: epochMs - 1 },
      { timeMs: epochMs + 2 ** layout.timeBits * tickMs },
      { timeMs: Number.NaN },
      { worker: -1 },
      { worker: workerCountOf(layout) },
      { worker: 0.5 },
      { sequence: -1 },
      { sequence: sequenceCountOf(layout) },
    ];
    for (const fault of bad) expect(() => composeId(layout, { ...good, ...fault })).toThrow(RangeError);
    for (const id of [-1n, maxIdOf(layout) + 1n]) expect(() => decomposeId(layout, id)).toThrow(RangeError);
  });

  it('have a first one for every moment, which bounds a range of time', () => {
    fc.assert(
      fc.property(parts, fc.nat({ max: tickMs - 1 }), (given, lateMs) => {
        const first = firstIdAt(layout, given.timeMs + lateMs);
        expect(first).toBeLessThanOrEqual(composeId(layout, given));
        expect(decomposeId(layout, first)).toEqual({ timeMs: given.timeMs, worker: 0, sequence: 0 });
        if (first > 0n) expect(decomposeId(layout, first - 1n).timeMs).toBe(given.timeMs - tickMs);
      }),
    );
    expect(firstIdAt(layout, 0)).toBe(0n);
    expect(() => firstIdAt(layout, epochMs + 2 ** layout.timeBits * tickMs)).toThrow(RangeError);
  });
});

describe('ids in JSON', () => {
  it('survive as decimal strings, and as codes, at the edges of numbers', () => {
    const cipher = new CodeCipher({ layout: standardLayout, key: new Uint8Array(16).fill(3) });
    for (const id of [0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n]) {
      const json = JSON.stringify({ id: id.toString(), code: cipher.encode(id) });
      const read = JSON.parse(json) as { id: string; code: string };
      expect(parseId(read.id)).toBe(id);
      expect(cipher.decode(read.code)).toBe(id);
    }
  });

  it('are read back from every canonical string, and from nothing else', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: MAX_ID }), (id) => expect(parseId(`${id}`)).toBe(id)));
    const bad = [
      '',
      ' 1',
      '1\n',
      '01',
      '+1',
      '-1',
      '1.0',
      '1e3',
      '0x10',
      '1n',
      `${MAX_ID + 1n}`,
      '9'.repeat(40),
    ];
    for (const text of bad) expect(parseId(text)).toBeUndefined();
  });
});
