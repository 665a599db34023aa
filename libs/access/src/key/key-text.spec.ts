import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newKey, parseKey, secretHash } from './key-text.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('the text of a key', () => {
  it('holds an id, a secret of more than 128 bits and a checksum', () => {
    const { id, secret, text } = newKey();
    expect(text).toMatch(/^fl_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect(text.startsWith(`fl_${id}_${secret}`)).toBe(true);
    expect(secret.length * Math.log2(ALPHABET.length)).toBeGreaterThan(128);
    expect(parseKey(text)).toEqual({ id, secret });
    expect(secretHash(secret)).toHaveLength(32);
  });

  it('stays what it is: keys that are out there must go on being read', () => {
    // Made with Python's zlib.crc32 and hashlib.sha256.
    const text = 'fl_AAAAbbbb1234_0123456789ABCDEFGHIJKLMNOPQRSTUV2xisuF';
    expect(parseKey(text)).toEqual({ id: 'AAAAbbbb1234', secret: '0123456789ABCDEFGHIJKLMNOPQRSTUV' });
    expect(secretHash('0123456789ABCDEFGHIJKLMNOPQRSTUV').toString('hex').slice(0, 16)).toBe(
      '41ba696bc2822924',
    );
  });

  it('is refused when one character is mistyped', () => {
    const { text } = newKey();
    const mistyped = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...ALPHABET, '_', '-', ' '));
    fc.assert(
      fc.property(mistyped, ([at, character]) => {
        fc.pre(text[at] !== character);
        expect(parseKey(text.slice(0, at) + character + text.slice(at + 1))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when two neighbours are swapped, or when it is cut, padded or something else', () => {
    const { text } = newKey();
    for (let at = 0; at < text.length - 1; at += 1) {
      const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
      if (swapped !== text) expect(parseKey(swapped)).toBeUndefined();
      expect(parseKey(text.slice(0, at))).toBeUndefined();
    }
    for (const other of [`${text}a`, ` ${text}`, `${text}\n`, text.toUpperCase(), '', 'Bearer', 'fl__'])
      expect(parseKey(other)).toBeUndefined();
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (noise) => parseKey(noise) === undefined));
  });

  it('differs each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newKey().id)).size).toBe(1_000);
  });
});
