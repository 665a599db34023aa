import { describe, expect, it } from '@jest/globals';
import { compactLayout, standardLayout } from '../id/id-layout.js';
import { composeId } from '../id/snowflake-id.js';
import { BASE62_ALPHABET, base62Value } from './base62.js';
import { CodeCipher } from './code-cipher.js';
import { parseCodeKey } from './code-key.js';

const key = parseCodeKey('9f86d081884c7d659a2feaa0c55ad015');

describe.each([standardLayout, compactLayout])('consecutive ids in the layout $name', (layout) => {
  const cipher = new CodeCipher({ layout, key });
  const first = composeId(layout, { timeMs: Date.UTC(2026, 10, 22, 12), worker: 1, sequence: 0 });
  const codes = Array.from({ length: 1_000 }, (_, at) => cipher.encode(first + BigInt(at)));

  it('have codes that share no beginnings or ends beyond chance', () => {
    // 999 neighbours share 2 given characters with a chance of 1 in 3,844 each: 0.26 expected.
    expect(sharing(codes, (code) => code.slice(0, 2))).toBeLessThan(5);
    expect(sharing(codes, (code) => code.slice(-2))).toBeLessThan(5);
    // Of all 499,500 pairs 0.0005 share 5 characters.
    expect(new Set(codes.map((code) => code.slice(0, 5))).size).toBe(1_000);
    expect(new Set(codes.map((code) => code.slice(-5))).size).toBe(1_000);
  });

  it('have codes that lie far apart: nobody counts from one to the next', () => {
    const numbers = codes.map((code) => base62Value(code, 0, 8)!).sort((a, b) => a - b);
    const gaps = numbers.slice(1).map((number, at) => number - numbers[at]!);
    // Expected smallest gap among 1,000 of the 2.2e14 numbers of 8 digits: 4e8. Less than 1e6: 1 in 400.
    expect(Math.min(...gaps)).toBeGreaterThan(1e6);
  });

  it('use every character in every place alike', () => {
    for (let place = 0; place < codes[0]!.length; place += 1) {
      const expected = codes.length / 62;
      const counts = [...BASE62_ALPHABET].map(
        (digit) => codes.filter((code) => code[place] === digit).length,
      );
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 61 degrees of freedom: above 117 once in 50,000.
      expect(chiSquare).toBeLessThan(117);
    }
  });
});

describe('guesses', () => {
  it('find living links no more often than chance allows', () => {
    // A full house of 10 million ids in the 62^8 codes of the compact layout: 1 guess in 21.8 million hits.
    const cipher = new CodeCipher({ layout: compactLayout, key });
    const known = cipher.encode(5_000_000n);
    const guesses = 100_000;
    const [prefix, from] = [known.slice(0, 4), base62Value(known, 4, 8)!];
    let hits = 0;
    for (let step = 1; step <= guesses; step += 1) {
      const digits = (from + step) % 62 ** 4;
      const id = cipher.decode(prefix + lastFour(digits));
      if (id !== undefined && id < 10_000_000n) hits += 1;
    }
    expect(hits).toBeLessThanOrEqual(1);
  });
});

function sharing(codes: readonly string[], part: (code: string) => string): number {
  return codes.filter((code, at) => at > 0 && part(code) === part(codes[at - 1]!)).length;
}

function lastFour(value: number): string {
  const digit = (place: number) => BASE62_ALPHABET[Math.floor(value / 62 ** place) % 62];
  return [3, 2, 1, 0].map(digit).join('');
}
