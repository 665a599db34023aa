import { sipAbsorb, sipFinish, sipStart } from '../hash/siphash.js';

/**
 * Ten rounds, as NIST SP 800-38G takes for FF1. Even, so that both halves are mixed equally often.
 */
export const FEISTEL_ROUNDS = 10;

/** Halves travel in 5 bytes of a round's message. */
const RADIX_MAX = 2 ** 40;

/** The length of a round's message in the place where SipHash wants it: the top byte of the last block. */
const MESSAGE_LENGTH_BITS = 7 << 24;

const LOW_53_BITS_HIGH = 0x1f_ffff;

/** A number x = high * lowRadix + low of Z_highRadix x Z_lowRadix. */
export interface Halves {
  readonly high: number;
  readonly low: number;
}

export interface FeistelOptions {
  /** 16 bytes. */
  readonly key: Uint8Array;
  /** Each 1 to 2^40. */
  readonly highRadix: number;
  readonly lowRadix: number;
  /** 0 to 255: networks of one key with different tweaks are unrelated. */
  readonly tweak: number;
}

/**
 * A keyed bijection on exactly [0, highRadix * lowRadix): the generalised Feistel network of Black and
 * Rogaway ("Ciphers with arbitrary finite domains", 2002). Even rounds add F(high) to low modulo lowRadix,
 * odd ones F(low) to high modulo highRadix, so no number ever leaves the domain and none is tried twice.
 *
 * F is SipHash-2-4 of 7 bytes (the half in 5, little-endian; the round; the tweak): one block. Its low
 * 53 bits are reduced by the radix; for 62^6 that favours some residues by less than 1 in 150,000.
 */
export class MixedRadixFeistel {
  readonly #highRadix: number;
  readonly #lowRadix: number;
  readonly #tweakBits: number;
  readonly #start: Int32Array;
  readonly #state = new Int32Array(8);

  constructor({ key, highRadix, lowRadix, tweak }: FeistelOptions) {
    for (const radix of [highRadix, lowRadix]) {
      if (Number.isInteger(radix) && radix >= 1 && radix <= RADIX_MAX) continue;
      throw new RangeError(`The radix ${radix} lies outside 1 to 2^40.`);
    }
    if (!Number.isInteger(tweak) || tweak < 0 || tweak > 255) throw new RangeError('A tweak is one byte.');
    this.#highRadix = highRadix;
    this.#lowRadix = lowRadix;
    this.#tweakBits = MESSAGE_LENGTH_BITS | (tweak << 16);
    this.#start = sipStart(key);
  }

  /** The image of a number inside the domain. Numbers outside it are the caller's fault and not checked. */
  permute({ high, low }: Halves): Halves {
    for (let round = 0; round < FEISTEL_ROUNDS; round += 2) {
      low = add(low, this.#roundValue(round, high, this.#lowRadix), this.#lowRadix);
      high = add(high, this.#roundValue(round + 1, low, this.#highRadix), this.#highRadix);
    }
    return { high, low };
  }

  /** The number whose image this is. */
  invert({ high, low }: Halves): Halves {
    for (let round = FEISTEL_ROUNDS - 2; round >= 0; round -= 2) {
      high = subtract(high, this.#roundValue(round + 1, low, this.#highRadix), this.#highRadix);
      low = subtract(low, this.#roundValue(round, high, this.#lowRadix), this.#lowRadix);
    }
    return { high, low };
  }

  /** F: the hash of one half, reduced to [0, radix). Runs ten times a code, so it allocates nothing. */
  #roundValue(round: number, half: number, radix: number): number {
    const state = this.#state;
    state.set(this.#start);
    // `| 0` keeps the low 32 bits of a half that is larger; the division fetches the rest.
    sipAbsorb(state, half | 0, Math.floor(half / 2 ** 32) | (round << 8) | this.#tweakBits);
    sipFinish(state);
    return ((state[1]! & LOW_53_BITS_HIGH) * 2 ** 32 + (state[0]! >>> 0)) % radix;
  }
}

function add(value: number, amount: number, radix: number): number {
  const sum = value + amount;
  return sum < radix ? sum : sum - radix;
}

function subtract(value: number, amount: number, radix: number): number {
  return value < amount ? value - amount + radix : value - amount;
}
