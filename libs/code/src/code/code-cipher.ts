import { maxIdOf, type CodeShape, type IdLayout } from '../id/id-layout.js';
import { base62Digits, base62Value } from './base62.js';
import { codeKeyFingerprint } from './code-key.js';
import { MixedRadixFeistel } from './mixed-radix-feistel.js';

export interface CodeCipherOptions {
  readonly layout: IdLayout;
  /** 16 bytes, see `parseCodeKey`. */
  readonly key: Uint8Array;
}

/**
 * Turns ids into codes and back: the code is the id under a keyed permutation, in base62 of fixed width.
 * So codes are unique because ids are, tell nothing about time or neighbours without the key, and need no
 * look-up to become ids again.
 */
export class CodeCipher {
  readonly layout: IdLayout;
  /** Of the key; safe to store and to print. */
  readonly fingerprint: string;
  readonly #bands: readonly CodeBand[];

  constructor({ layout, key }: CodeCipherOptions) {
    this.layout = layout;
    this.fingerprint = codeKeyFingerprint(key);
    this.#bands = bandsOf(layout, key);
  }

  /** The code of an id, in the shortest length that the layout has for it. RangeError outside the layout. */
  encode(id: bigint): string {
    const band = id < 0n ? undefined : this.#bands.find(({ endId }) => id < endId);
    if (band === undefined) throw new RangeError(`${id} is no id of the layout ${this.layout.name}.`);
    return band.encode(id);
  }

  /** The id of a code; undefined for every text that `encode` never returns. */
  decode(code: string): bigint | undefined {
    return this.#bands.find((band) => band.length === code.length)?.decode(code);
  }
}

function bandsOf(layout: IdLayout, key: Uint8Array): CodeBand[] {
  const bands: CodeBand[] = [];
  const maxId = maxIdOf(layout);
  for (const shape of layout.codeShapes) {
    bands.push(new CodeBand(shape, key, { firstId: bands.at(-1)?.endId ?? 0n, maxId }));
  }
  if (bands.at(-1)?.endId !== maxId + 1n) {
    throw new RangeError(`The code shapes of the layout ${layout.name} do not hold its ids.`);
  }
  return bands;
}

/** The ids whose codes have one length: those that shorter codes do not hold, [firstId, endId). */
class CodeBand {
  readonly length: number;
  readonly endId: bigint;
  readonly #firstId: bigint;
  readonly #shape: CodeShape;
  readonly #lowRadix: bigint;
  readonly #feistel: MixedRadixFeistel;

  constructor(shape: CodeShape, key: Uint8Array, { firstId, maxId }: { firstId: bigint; maxId: bigint }) {
    const [highRadix, lowRadix] = [62 ** shape.highDigits, 62 ** shape.lowDigits];
    this.length = shape.highDigits + shape.lowDigits;
    this.#shape = shape;
    this.#lowRadix = BigInt(lowRadix);
    this.#firstId = firstId;
    const domain = BigInt(highRadix) * this.#lowRadix;
    this.endId = domain <= maxId ? domain : maxId + 1n;
    this.#feistel = new MixedRadixFeistel({ key, highRadix, lowRadix, tweak: this.length });
  }

  encode(id: bigint): string {
    const halves = { high: Number(id / this.#lowRadix), low: Number(id % this.#lowRadix) };
    const { high, low } = this.#feistel.permute(halves);
    return base62Digits(high, this.#shape.highDigits) + base62Digits(low, this.#shape.lowDigits);
  }

  decode(code: string): bigint | undefined {
    const { highDigits } = this.#shape;
    const high = base62Value(code, 0, highDigits);
    const low = base62Value(code, highDigits, this.length);
    if (high === undefined || low === undefined) return undefined;
    const halves = this.#feistel.invert({ high, low });
    const id = BigInt(halves.high) * this.#lowRadix + BigInt(halves.low);
    return id >= this.#firstId && id < this.endId ? id : undefined;
  }
}
