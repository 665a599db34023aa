import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compactLayout, maxIdOf, standardLayout } from '../id/id-layout.js';
import { firstIdAt, MAX_ID } from '../id/snowflake-id.js';
import { base62Digits } from './base62.js';
import { CodeCipher } from './code-cipher.js';
import { parseCodeKey } from './code-key.js';

const key = parseCodeKey('000102030405060708090a0b0c0d0e0f');
const standard = new CodeCipher({ layout: standardLayout, key });
const compact = new CodeCipher({ layout: compactLayout, key });
const END_OF_10 = 62n ** 10n;

const base62 = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'09AZaz5mQ'), minLength: length, maxLength: length });

describe.each([
  ['standard', standard, 0n, END_OF_10 - 1n, 10],
  ['standard', standard, END_OF_10, MAX_ID, 11],
  ['compact', compact, 0n, maxIdOf(compactLayout), 8],
])('codes of the layout %s', (_, cipher, min, max, length) => {
  it(`are ${length} base62 digits from ${min} to ${max}, and decode to their id`, () => {
    fc.assert(
      fc.property(fc.bigInt({ min, max }), (id) => {
        const code = cipher.encode(id);
        expect(code).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
        expect(cipher.decode(code)).toBe(id);
      }),
    );
    for (const id of [min, max]) expect(cipher.decode(cipher.encode(id))).toBe(id);
  });

  it(`decode to an id that encodes to them, or to nothing (${length} digits)`, () => {
    fc.assert(
      fc.property(base62(length), (code) => {
        const id = cipher.decode(code);
        if (id === undefined) return;
        expect(id >= min && id <= max).toBe(true);
        expect(cipher.encode(id)).toBe(code);
      }),
    );
  });
});

describe('a code', () => {
  it('never changes: links in print depend on it', () => {
    const known: [CodeCipher, bigint, string][] = [
      [standard, 0n, '1KHfM7Qhjf'],
      [standard, 1n, 'C7whTJZRk4'],
      [standard, END_OF_10 - 1n, 'e596cJhy6Z'],
      [standard, END_OF_10, 'riorzYX3gQw'],
      [standard, MAX_ID, 'Cn3I2TlZHN6'],
      [compact, 0n, 'BWOjZQ7Y'],
      [compact, 2n ** 47n - 1n, 'F3YCARVR'],
    ];
    for (const [cipher, id, code] of known) {
      expect(cipher.encode(id)).toBe(code);
      expect(cipher.decode(code)).toBe(id);
    }
  });

  it('has 10 characters until May 2032, then 11; always 8 in the compact layout', () => {
    const lengthAt = (cipher: CodeCipher, iso: string) =>
      cipher.encode(firstIdAt(cipher.layout, Date.parse(iso))).length;
    for (const iso of ['2026-01-01T00:00:00Z', '2032-05-01T00:00:00Z'])
      expect(lengthAt(standard, iso)).toBe(10);
    for (const iso of ['2032-06-01T00:00:00Z', '2095-09-01T00:00:00Z'])
      expect(lengthAt(standard, iso)).toBe(11);
    for (const iso of ['2026-01-01T00:00:00Z', '2060-01-01T00:00:00Z'])
      expect(lengthAt(compact, iso)).toBe(8);
  });

  it('is not made of an id outside the layout', () => {
    for (const id of [-1n, MAX_ID + 1n]) expect(() => standard.encode(id)).toThrow(RangeError);
    for (const id of [-1n, 2n ** 47n]) expect(() => compact.encode(id)).toThrow(RangeError);
  });

  it('of another length, another alphabet or with anything around it is none', () => {
    const code = standard.encode(12_345n);
    const bad = ['', code.slice(1), `${code} `, ` ${code}`, ` ${code.slice(1)}`, `${code.slice(1)}-`];
    for (const text of [...bad, `é${code.slice(1)}`, `${code}00`, 'a'.repeat(2_000)]) {
      expect(standard.decode(text)).toBeUndefined();
    }
    expect(compact.decode(code)).toBeUndefined();
  });

  it('of 11 digits is none if its number lies below 62^10 or above 2^63 - 1', () => {
    let [codes, seen] = [0, 0];
    for (let x = 0n; x < 62n ** 11n; x += 62n ** 11n / 20_000n) {
      const code = base62Digits(Number(x / 62n ** 5n), 6) + base62Digits(Number(x % 62n ** 5n), 5);
      const id = standard.decode(code);
      seen += 1;
      if (id === undefined) continue;
      codes += 1;
      expect(id >= END_OF_10 && id <= MAX_ID).toBe(true);
    }
    // About 16 % of the texts: the ids of those years over the 62^11 texts.
    const share = Number(MAX_ID - END_OF_10) / 62 ** 11;
    expect(Math.abs(codes / seen - share)).toBeLessThan(0.02);
  });

  it('differs under another key, and the fingerprint says so', () => {
    const other = new CodeCipher({ layout: standardLayout, key: key.with(0, 1) });
    expect(other.fingerprint).not.toBe(standard.fingerprint);
    expect(compact.fingerprint).toBe(standard.fingerprint);
    for (let id = 0n; id < 1_000n; id += 1n) expect(other.encode(id)).not.toBe(standard.encode(id));
  });

  it('needs a layout whose shapes hold its ids', () => {
    const layout = { ...standardLayout, codeShapes: [{ highDigits: 5, lowDigits: 5 }] };
    expect(() => new CodeCipher({ layout, key })).toThrow(RangeError);
  });
});
