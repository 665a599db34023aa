import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VisitorSketch } from './visitor-sketch.js';

const visitor = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => bits.toString(16).padStart(16, '0'));

function sketchOf(visitors: readonly string[]): VisitorSketch {
  const sketch = new VisitorSketch();
  for (const one of visitors) sketch.add(one);
  return sketch;
}

/** Different at each run: the bounds below hold for random hashes, not for lucky ones. */
function randomVisitors(count: number): string[] {
  const bytes = randomBytes(8 * count);
  return Array.from({ length: count }, (_, index) => bytes.toString('hex', 8 * index, 8 * index + 8));
}

describe('a visitor sketch', () => {
  it('counts nobody as nobody, and few exactly or nearly so', () => {
    expect(new VisitorSketch().estimate()).toBe(0);
    expect(sketchOf(['00112233aabbccdd']).estimate()).toBe(1);
    expect(sketchOf(['00112233aabbccdd', '00112233aabbccdd']).estimate()).toBe(1);
    expect(sketchOf(['0000000000000001', 'ffffffffffffffff', '8000000000000000']).estimate()).toBe(3);
  });

  it('comes back from its bytes as it was, sparse and dense', () => {
    fc.assert(
      fc.property(fc.array(visitor, { maxLength: 40 }), (visitors) => {
        const sketch = sketchOf(visitors);
        const bytes = sketch.encode();
        expect(VisitorSketch.decode(bytes).encode().equals(bytes)).toBe(true);
        expect(bytes.length).toBeLessThanOrEqual(1 + 3 * visitors.length);
      }),
    );
    for (const count of [0, 1, 1000, 1100, 5000, 50_000]) {
      const sketch = sketchOf(randomVisitors(count));
      expect(VisitorSketch.decode(sketch.encode())).toEqual(sketch);
      expect(sketch.encode().length).toBeLessThanOrEqual(1 + 3072);
    }
  });

  it('merges as if all had come to one, in any order', () => {
    fc.assert(
      fc.property(fc.array(visitor), fc.array(visitor), (ours, theirs) => {
        const merged = sketchOf(ours);
        const changed = merged.merge(sketchOf(theirs));
        expect(merged.encode().equals(sketchOf([...theirs, ...ours]).encode())).toBe(true);
        expect(changed).toBe(!merged.encode().equals(sketchOf(ours).encode()));
        expect(merged.merge(merged)).toBe(false);
      }),
    );
  });

  it.each([
    ['0008000000000000', [1, 0, 0, 1]],
    ['0000000100000000', [1, 0, 0, 20]],
    ['0000000080000000', [1, 0, 0, 21]],
    ['0000000000000001', [1, 0, 0, 52]],
    ['0000000000000000', [1, 0, 0, 53]],
    ['fff8000000000000', [1, 3, 255, 193]],
  ])('takes 12 bits of %s as index and ranks the other 52', (hash, bytes) => {
    expect([...sketchOf([hash]).encode()]).toEqual(bytes);
  });

  it('tells whether a visitor was news', () => {
    const sketch = new VisitorSketch();
    expect([sketch.add('00112233aabbccdd'), sketch.add('00112233aabbccdd')]).toEqual([true, false]);
  });

  // Five standard errors of 1.6 %: a right sketch fails once in a million runs.
  it.each([100, 1000, 5000, 10_000, 12_000, 40_000])('is within the error bound for %i', (count) => {
    const error = Math.abs(sketchOf(randomVisitors(count)).estimate() / count - 1);
    expect(error).toBeLessThan(5 * 0.01625);
  });

  it('has the standard error that the paper gives, also where the classical estimate changes its formula', () => {
    const errors = Array.from({ length: 50 }, () => sketchOf(randomVisitors(10_000)).estimate() / 10_000 - 1);
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(rms).toBeGreaterThan(0.008);
    expect(rms).toBeLessThan(0.025);
  });

  it.each([[[]], [[3, 1, 2]], [[1, 1]], [[2, 0, 0, 0]], [[1, 255, 255, 255]]])(
    'refuses bytes %j',
    (bytes) => {
      expect(() => VisitorSketch.decode(Uint8Array.from(bytes))).toThrow('no visitor sketch');
    },
  );
});
