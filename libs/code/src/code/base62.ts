/** Digit values 0 to 61 in ASCII order, so codes of one length sort as their numbers do. */
export const BASE62_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const BASE = 62;
const NO_DIGIT = -1;

/** Digit value by ASCII code. */
const digitValues = new Int8Array(128).fill(NO_DIGIT);
for (let value = 0; value < BASE; value += 1) digitValues[BASE62_ALPHABET.charCodeAt(value)] = value;

/** `value` (a safe integer below 62^count) in exactly `count` digits, most significant first. */
export function base62Digits(value: number, count: number): string {
  let digits = '';
  let rest = value;
  for (let at = 0; at < count; at += 1) {
    digits = BASE62_ALPHABET[rest % BASE]! + digits;
    rest = Math.floor(rest / BASE);
  }
  return digits;
}

/** The number that text[start, end) spells (at most 8 digits), or undefined if a character is no digit. */
export function base62Value(text: string, start: number, end: number): number | undefined {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = digitValues[text.charCodeAt(at)] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return undefined;
    value = value * BASE + digit;
  }
  return value;
}
