import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BASE62_ALPHABET, base62Digits, base62Value } from './base62.js';

describe('base62', () => {
  it('has 62 digits in ASCII order', () => {
    expect(BASE62_ALPHABET).toMatch(/^[0-9A-Za-z]{62}$/);
    expect([...BASE62_ALPHABET].sort().join('')).toBe(BASE62_ALPHABET);
    expect(new Set(BASE62_ALPHABET).size).toBe(62);
  });

  it('writes fixed width, most significant digit first', () => {
    expect(base62Digits(0, 4)).toBe('0000');
    expect(base62Digits(61, 2)).toBe('0z');
    expect(base62Digits(62 ** 6 - 1, 6)).toBe('zzzzzz');
    expect(base62Digits(62 ** 5, 6)).toBe('100000');
  });

  it('reads back what it wrote, from any place in a text', () => {
    fc.assert(
      fc.property(fc.nat({ max: 62 ** 6 - 1 }), (value) => {
        expect(base62Value(`-${base62Digits(value, 6)}-`, 1, 7)).toBe(value);
      }),
    );
  });

  it('reads no number where a character is no digit, or is missing', () => {
    for (const text of ['12-4', '12_4', '12 4', '12é4', '12\u{1F600}', '12\u00004', '123']) {
      expect(base62Value(text, 0, 4)).toBeUndefined();
    }
  });
});
