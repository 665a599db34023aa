import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sipHash24, sipHash24After, sipHash24BigInt, sipHash24Hex, sipPrefix } from './siphash.js';

/**
 * vectors_sip64 of the authors' reference implementation (github.com/veorq/SipHash): the hashes, as bytes,
 * of the messages 00, 00 01, … of 0 to 63 bytes under the key 00 01 … 0f.
 */
const vectors = `
  310e0edd47db6f72 fd67dc93c539f874 5a4fa9d909806c0d 2d7efbd796666785 b7877127e09427cf 8da699cd64557618
  cee3fe586e46c9cb 37d1018bf50002ab 6224939a79f5f593 b0e4a90bdf82009e f3b9dd94c5bb5d7a a7ad6b22462fb3f4
  fbe50e86bc8f1e75 903d84c02756ea14 eef27a8e90ca23f7 e545be4961ca29a1 db9bc2577fcc2a3f 9447be2cf5e99a69
  9cd38d96f0b3c14b bd6179a71dc96dbb 98eea21af25cd6be c7673b2eb0cbf2d0 883ea3e395675393 c8ce5ccd8c030ca8
  94af49f6c650adb8 eab8858ade92e1bc f315bb5bb835d817 adcf6b0763612e2f a5c91da7acaa4dde 716595876650a2a6
  28ef495c53a387ad 42c341d8fa92d832 ce7cf2722f512771 e37859f94623f3a7 381205bb1ab0e012 ae97a10fd434e015
  b4a31508beff4d31 81396229f0907902 4d0cf49ee5d4dcca 5c73336a76d8bf9a d0a704536ba93e0e 925958fcd6420cad
  a915c29bc8067318 952b79f3bc0aa6d4 f21df2e41d4535f9 87577519048f53a9 10a56cf5dfcd9adb eb75095ccd986cd0
  51a9cb9ecba312e6 96afadfc2ce666c7 72fe52975a4364ee 5a1645b276d592a1 b274cb8ebf87870a 6f9bb4203de7b381
  eaecb2a30b22a87f 9924a43cc1315724 bd838d3aafbf8db7 0b1a2a3265d51aea 135079a3231ce660 932b2846e4d70666
  e1915f5cb1eca46c f325965ca16d629f 575ff28e60381be5 724506eb4c328a95
`
  .trim()
  .split(/\s+/);

const key = Uint8Array.from({ length: 16 }, (_, at) => at);
const message = (length: number) => Uint8Array.from({ length }, (_, at) => at);

function hashBytesHex(length: number): string {
  const { high, low } = sipHash24(key, message(length));
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, low, true);
  bytes.setUint32(4, high, true);
  return Buffer.from(bytes.buffer).toString('hex');
}

describe('SipHash-2-4', () => {
  it('gives the 64 hashes of the reference', () => {
    expect(vectors).toHaveLength(64);
    expect(vectors.map((_, length) => hashBytesHex(length))).toEqual(vectors);
  });

  it("gives the hash that the paper's appendix works out for 15 bytes", () => {
    expect(sipHash24(key, message(15))).toEqual({ high: 0xa129ca61, low: 0x49be45e5 });
    expect(sipHash24Hex(key, message(15))).toBe('a129ca6149be45e5');
    expect(sipHash24BigInt(key, message(15))).toBe(0xa129ca6149be45e5n);
  });

  it('has one value in three forms, leading zeros kept', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { high, low } = sipHash24(key, bytes);
        expect(sipHash24BigInt(key, bytes)).toBe(BigInt(high) * 2n ** 32n + BigInt(low));
        expect(sipHash24Hex(key, bytes)).toMatch(/^[0-9a-f]{16}$/);
        expect(BigInt(`0x${sipHash24Hex(key, bytes)}`)).toBe(sipHash24BigInt(key, bytes));
      }),
    );
  });

  it('goes on from a prefix as if it had hashed the whole', () => {
    const bytes = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(bytes, bytes, (one, rest) => {
        const prefix = one.subarray(0, one.length - (one.length % 8));
        const whole = Buffer.concat([prefix, rest]);
        const begun = sipPrefix(key, prefix);
        expect(sipHash24After(begun, rest)).toEqual(sipHash24(key, whole));
        // Again: what was begun is not used up.
        expect(sipHash24After(begun, rest)).toEqual(sipHash24(key, whole));
      }),
    );
    expect(() => sipPrefix(key, message(7))).toThrow(RangeError);
  });

  it('refuses a key that has not 16 bytes', () => {
    for (const length of [0, 15, 17, 32]) {
      expect(() => sipHash24(new Uint8Array(length), message(1))).toThrow(RangeError);
    }
  });
});
