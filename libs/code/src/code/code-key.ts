import { createHash, randomBytes } from 'node:crypto';
import { SIPHASH_KEY_BYTES } from '../hash/siphash.js';

const FINGERPRINT_HEX_DIGITS = 12;

/** The text is no key. Says what a key looks like and never repeats the text, which may be half a secret. */
export class CodeKeyError extends Error {
  override readonly name = 'CodeKeyError';

  constructor() {
    super(`A code key is ${2 * SIPHASH_KEY_BYTES} hexadecimal digits (${SIPHASH_KEY_BYTES} bytes).`);
  }
}

/** A new random key as text, the form in which it is kept. */
export function generateCodeKey(): string {
  return randomBytes(SIPHASH_KEY_BYTES).toString('hex');
}

/** The 16 bytes of a key's text; white space around it (a file's last newline) is ignored. CodeKeyError. */
export function parseCodeKey(text: string): Uint8Array {
  const digits = text.trim();
  if (digits.length !== 2 * SIPHASH_KEY_BYTES || !/^[0-9a-f]+$/i.test(digits)) throw new CodeKeyError();
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

/**
 * 12 hexadecimal digits that tell keys apart and may be stored and printed: a prefix of SHA-256, which
 * says nothing useful about 128 random bits.
 */
export function codeKeyFingerprint(key: Uint8Array): string {
  const hash = createHash('sha256').update('fleetlink code key\n').update(key);
  return hash.digest('hex').slice(0, FINGERPRINT_HEX_DIGITS);
}
