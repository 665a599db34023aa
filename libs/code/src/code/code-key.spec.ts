import { describe, expect, it } from '@jest/globals';
import { CodeKeyError, codeKeyFingerprint, generateCodeKey, parseCodeKey } from './code-key.js';

const text = '000102030405060708090a0b0c0d0e0f';

describe('a code key', () => {
  it('is 32 hexadecimal digits of either case, white space around them ignored', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, at) => at);
    expect(parseCodeKey(text)).toEqual(bytes);
    expect(parseCodeKey(`${text.toUpperCase()}\n`)).toEqual(bytes);
  });

  it('is generated anew each time', () => {
    const keys = Array.from({ length: 100 }, generateCodeKey);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(parseCodeKey(key)).toHaveLength(16);
  });

  it('is refused in any other form, without repeating it', () => {
    for (const bad of [
      '',
      text.slice(1),
      `${text}00`,
      `g${text.slice(1)}`,
      `0x${text.slice(2)}`,
      '秘密'.repeat(16),
    ]) {
      expect(() => parseCodeKey(bad)).toThrow(CodeKeyError);
      expect(() => parseCodeKey(bad)).toThrow('A code key is 32 hexadecimal digits (16 bytes).');
    }
  });

  it('has a fingerprint that tells keys apart and stays the same for ever', () => {
    expect(codeKeyFingerprint(parseCodeKey(text))).toBe('b0a062f801b3');
    const prints = Array.from({ length: 1_000 }, () => codeKeyFingerprint(parseCodeKey(generateCodeKey())));
    expect(new Set(prints).size).toBe(1_000);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{12}$/);
  });
});
