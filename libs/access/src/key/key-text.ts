import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { customAlphabet } from 'nanoid';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;

/** 190 random bits: beyond guessing, so that a fast hash is enough to store them. */
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;

const pattern = /^fl_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

const randomId = customAlphabet(ALPHABET, ID_LENGTH);
const randomSecret = customAlphabet(ALPHABET, SECRET_LENGTH);

export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

/** A new key: `fl_<id>_<secret><checksum>`. The prefix lets secret scanners find leaked ones. */
export function newKey(): KeyParts & { readonly text: string } {
  const [id, secret] = [randomId(), randomSecret()];
  return { id, secret, text: `fl_${id}_${secret}${checksum(id, secret)}` };
}

/** Undefined for what is no key; the checksum finds typing errors before any database is asked. */
export function parseKey(text: string): KeyParts | undefined {
  const [, id, secret, sum] = pattern.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return sum === checksum(id, secret) ? { id, secret } : undefined;
}

/** What is stored of a secret. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksum(id: string, secret: string): string {
  let rest = crc32(`${id}${secret}`);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index += 1) {
    digits = ALPHABET[rest % ALPHABET.length]! + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
