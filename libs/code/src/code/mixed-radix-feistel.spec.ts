import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sipHash24BigInt } from '../hash/siphash.js';
import {
  FEISTEL_ROUNDS,
  MixedRadixFeistel,
  type FeistelOptions,
  type Halves,
} from './mixed-radix-feistel.js';

const key = Uint8Array.from({ length: 16 }, (_, at) => 0xf0 ^ at);

/** The same network, written down from its description with BigInts and whole messages. */
function permuteSlowly(options: FeistelOptions, halves: Halves): Halves {
  const { highRadix, lowRadix, tweak } = options;
  let [high, low] = [BigInt(halves.high), BigInt(halves.low)];
  const roundValue = (round: number, half: bigint) => {
    const message = new Uint8Array(8);
    new DataView(message.buffer).setBigUint64(0, half, true);
    message.set([round, tweak], 5);
    return BigInt.asUintN(53, sipHash24BigInt(options.key, message.subarray(0, 7)));
  };
  for (let round = 0; round < FEISTEL_ROUNDS; round += 1) {
    if (round % 2 === 0) low = (low + roundValue(round, high)) % BigInt(lowRadix);
    else high = (high + roundValue(round, low)) % BigInt(highRadix);
  }
  return { high: Number(high), low: Number(low) };
}

const radixes: [number, number][] = [
  [62 ** 5, 62 ** 5],
  [62 ** 6, 62 ** 5],
  [62 ** 4, 62 ** 4],
];

describe('the mixed-radix Feistel network', () => {
  it.each([
    [1, 1],
    [1, 97],
    [97, 1],
    [2, 2],
    [31, 37],
    [62, 62],
    [62, 3_844],
  ])('is a bijection on every number of %i x %i', (highRadix, lowRadix) => {
    const feistel = new MixedRadixFeistel({ key, highRadix, lowRadix, tweak: 1 });
    const images = new Set<number>();
    let wrong = 0;
    for (let x = 0; x < highRadix * lowRadix; x += 1) {
      const image = feistel.permute({ high: Math.floor(x / lowRadix), low: x % lowRadix });
      const back = feistel.invert(image);
      if (image.high >= highRadix || image.low >= lowRadix) wrong += 1;
      if (back.high * lowRadix + back.low !== x) wrong += 1;
      images.add(image.high * lowRadix + image.low);
    }
    expect(wrong).toBe(0);
    expect(images.size).toBe(highRadix * lowRadix);
  });

  it.each(radixes)(
    'can be undone both ways on %i x %i, and is what its description says',
    (highRadix, lowRadix) => {
      const options = { key, highRadix, lowRadix, tweak: 10 };
      const feistel = new MixedRadixFeistel(options);
      const halves = fc.record({ high: fc.nat({ max: highRadix - 1 }), low: fc.nat({ max: lowRadix - 1 }) });
      fc.assert(
        fc.property(halves, (given) => {
          const image = feistel.permute(given);
          expect(image).toEqual(permuteSlowly(options, given));
          expect(feistel.invert(image)).toEqual(given);
          expect(feistel.permute(feistel.invert(given))).toEqual(given);
        }),
      );
    },
  );

  it('depends on the key and on the tweak', () => {
    const of = (options: Partial<FeistelOptions>) =>
      new MixedRadixFeistel({ key, highRadix: 62 ** 5, lowRadix: 62 ** 5, tweak: 10, ...options });
    const zero = { high: 0, low: 0 };
    const images = [of({}), of({ tweak: 11 }), of({ key: key.with(15, 0) })].map((each) =>
      each.permute(zero),
    );
    expect(new Set(images.map(({ high, low }) => `${high} ${low}`)).size).toBe(3);
  });

  it('refuses radixes and tweaks that a round cannot carry', () => {
    const good = { key, highRadix: 62, lowRadix: 62, tweak: 0 };
    const bad = [
      { highRadix: 0 },
      { lowRadix: 2 ** 40 + 1 },
      { lowRadix: 1.5 },
      { tweak: -1 },
      { tweak: 256 },
      { key: key.subarray(1) },
    ];
    for (const fault of bad) expect(() => new MixedRadixFeistel({ ...good, ...fault })).toThrow(RangeError);
  });
});
