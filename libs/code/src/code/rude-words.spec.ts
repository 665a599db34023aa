import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultOptions } from 'sqids';
import { standardLayout } from '../id/id-layout.js';
import { BASE62_ALPHABET } from './base62.js';
import { CodeCipher } from './code-cipher.js';
import { isRude, isRudeWord } from './rude-words.js';

const words = [...defaultOptions.blocklist];

/** The rule, said plainly and slowly. */
const containsWord = (text: string) => words.some((word) => text.toLowerCase().includes(word));

describe('the list', () => {
  it('is the one of sqids: at least 560 words of 3 or more letters and digits', () => {
    expect(words.length).toBeGreaterThanOrEqual(560);
    for (const word of words) expect(word).toMatch(/^[a-z0-9]{3,}$/);
  });
});

describe('a rude code', () => {
  it('contains a listed word anywhere, whatever its case', () => {
    for (const word of words) {
      const mixed = [...word].map((letter, at) => (at % 2 ? letter.toUpperCase() : letter)).join('');
      for (const code of [word, word.toUpperCase(), `0${mixed}`, `${mixed}9`, `Z0${mixed}0Z`]) {
        expect(isRude(code)).toBe(true);
      }
    }
  });

  it('is told as the plain rule tells it', () => {
    const text = fc.string({ unit: fc.constantFrom(...BASE62_ALPHABET, '-', 'é'), maxLength: 12 });
    const bait = fc.tuple(text, fc.constantFrom(...words), fc.nat(13), text);
    fc.assert(fc.property(text, (code) => expect(isRude(code)).toBe(containsWord(code))));
    fc.assert(
      fc.property(bait, ([before, word, kept, after]) => {
        const code = before + word.slice(0, kept) + after;
        expect(isRude(code)).toBe(containsWord(code));
      }),
    );
  });

  it('takes no character outside base62 for a letter or a digit', () => {
    for (const word of words) {
      const codes = ['é', '-', '\u{1F600}'].map((other) => word.replaceAll('0', other));
      expect(codes.map(isRude)).toEqual(codes.map(containsWord));
    }
    expect(isRude('g00')).toBe(true);
    expect(isRude('géé')).toBe(false);
  });

  it('never leaves a minter that skips them: 0 in 100,000, at the price of 0.2 % of the ids', () => {
    const cipher = new CodeCipher({ layout: standardLayout, key: new Uint8Array(16).fill(9) });
    const slow = new RegExp(words.join('|'), 'i');
    let [minted, skipped, rude] = [0, 0, 0];
    for (let id = 0n; minted < 100_000; id += 1n) {
      const code = cipher.encode(id);
      if (isRude(code)) {
        skipped += 1;
        continue;
      }
      minted += 1;
      if (slow.test(code)) rude += 1;
    }
    expect(rude).toBe(0);
    expect(skipped).toBeGreaterThan(100);
    expect(skipped).toBeLessThan(300);
  });
});

describe('a rude word', () => {
  it('is a listed one as a whole, whatever its case', () => {
    for (const word of words) expect(isRudeWord(word.toUpperCase())).toBe(true);
    for (const word of ['', 'class', 'scunthorpe', 'assets', 'google', 'toString'])
      expect(isRudeWord(word)).toBe(false);
  });
});
