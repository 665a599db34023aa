import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CUT_BYTES_MAX, cutLength, linesIn } from './edge-cut.js';

describe('cutting a log', () => {
  const lines = fc.array(fc.string().map((text) => text.replaceAll('\n', ' ')));

  it('gives every line once, and no batch more than its share', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 5 }), (all, linesMax) => {
        let rest = Buffer.from(all.map((line) => `${line}\n`).join(''), 'latin1');
        const found: string[] = [];
        for (let length = cutLength(rest, linesMax, false); length > 0;) {
          const batch = linesIn(rest.subarray(0, length));
          expect(batch.length).toBeLessThanOrEqual(linesMax);
          found.push(...batch);
          rest = rest.subarray(length);
          length = cutLength(rest, linesMax, false);
        }
        expect(found).toEqual(all.map((line) => Buffer.from(line, 'latin1').toString('latin1')));
      }),
    );
  });

  it('waits for the end of a line, unless nothing will follow or it is no line', () => {
    expect(cutLength(Buffer.from('half'), 10, false)).toBe(0);
    expect(cutLength(Buffer.from('half'), 10, true)).toBe(4);
    expect(cutLength(Buffer.from('whole\nhalf'), 10, true)).toBe(6);
    expect(cutLength(Buffer.alloc(CUT_BYTES_MAX, 'x'), 10, false)).toBe(CUT_BYTES_MAX);
    expect(cutLength(Buffer.alloc(0), 10, true)).toBe(0);
  });
});
