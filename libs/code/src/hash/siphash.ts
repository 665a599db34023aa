/**
 * SipHash-2-4, the keyed hash of Aumasson and Bernstein ("SipHash: a fast short-input PRF", 2012):
 * 2 rounds for each 8-byte block, 4 at the end. JavaScript has no fast 64-bit integers, so each of the
 * four state words is a pair of 32-bit halves in one Int32Array: [v0 low, v0 high, v1 low, v1 high, …].
 */

export const SIPHASH_KEY_BYTES = 16;

const BLOCK_BYTES = 8;
const V0 = 0;
const V1 = 2;
const V2 = 4;
const V3 = 6;

/** A 64-bit hash as two unsigned 32-bit halves, so that the hot path makes no BigInt. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/** Functions here run to their end without yielding, so one scratch state serves every call. */
const scratch = new Int32Array(8);

const NOTHING = new Uint8Array();

/** The state after the whole blocks that many messages begin with, so that each of them costs only its rest. */
export interface SipPrefix {
  readonly state: Int32Array;
  readonly bytes: number;
}

/**
 * @param key 16 bytes, else RangeError
 * @param prefix whole blocks of 8 bytes, else RangeError
 */
export function sipPrefix(key: Uint8Array, prefix: Uint8Array): SipPrefix {
  if (prefix.length % BLOCK_BYTES > 0) throw new RangeError('A SipHash prefix has whole blocks of 8 bytes.');
  const state = sipStart(key);
  sipAbsorbBlocks(state, prefix, prefix.length);
  return { state, bytes: prefix.length };
}

/** The 64-bit SipHash-2-4 of the prefix followed by `rest`. */
export function sipHash24After({ state, bytes }: SipPrefix, rest: Uint8Array): Hash64 {
  scratch.set(state);
  const wholeBlockBytes = rest.length - (rest.length % BLOCK_BYTES);
  sipAbsorbBlocks(scratch, rest, wholeBlockBytes);
  const lengthByte = (bytes + rest.length) << 24;
  sipAbsorb(scratch, word32(rest, wholeBlockBytes), word32(rest, wholeBlockBytes + 4) | lengthByte);
  sipFinish(scratch);
  return { high: scratch[1]! >>> 0, low: scratch[0]! >>> 0 };
}

/**
 * The 64-bit SipHash-2-4 of `message`.
 * @param key 16 bytes, else RangeError
 */
export function sipHash24(key: Uint8Array, message: Uint8Array): Hash64 {
  return sipHash24After(sipPrefix(key, NOTHING), message);
}

/** The same hash as 16 hexadecimal digits, most significant first. */
export function sipHash24Hex(key: Uint8Array, message: Uint8Array): string {
  return hash64Hex(sipHash24(key, message));
}

const hashBytes = Buffer.alloc(8);

/** 16 hexadecimal digits, most significant first. Five times as fast as `Number#toString`. */
export function hash64Hex({ high, low }: Hash64): string {
  hashBytes.writeUInt32BE(high, 0);
  hashBytes.writeUInt32BE(low, 4);
  return hashBytes.toString('hex');
}

/** The same hash as an integer, 0 to 2^64 - 1. */
export function sipHash24BigInt(key: Uint8Array, message: Uint8Array): bigint {
  const { high, low } = sipHash24(key, message);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The state before the first block: worth keeping where one key hashes many messages. */
export function sipStart(key: Uint8Array): Int32Array {
  if (key.length !== SIPHASH_KEY_BYTES) throw new RangeError('A SipHash key has 16 bytes.');
  const [k0Low, k0High, k1Low, k1High] = [0, 4, 8, 12].map((at) => word32(key, at)) as FourWords;
  // The constants spell "somepseudorandomlygeneratedbytes".
  return Int32Array.of(
    k0Low ^ 0x70736575,
    k0High ^ 0x736f6d65,
    k1Low ^ 0x6e646f6d,
    k1High ^ 0x646f7261,
    k0Low ^ 0x6e657261,
    k0High ^ 0x6c796765,
    k1Low ^ 0x79746573,
    k1High ^ 0x74656462,
  );
}

type FourWords = [number, number, number, number];

/** Mixes one 8-byte block into the state. The last block of a message holds its length in the top byte. */
export function sipAbsorb(state: Int32Array, low: number, high: number): void {
  state[V3]! ^= low;
  state[V3 + 1]! ^= high;
  sipRound(state);
  sipRound(state);
  state[V0]! ^= low;
  state[V0 + 1]! ^= high;
}

function sipAbsorbBlocks(state: Int32Array, bytes: Uint8Array, length: number): void {
  for (let at = 0; at < length; at += BLOCK_BYTES) sipAbsorb(state, word32(bytes, at), word32(bytes, at + 4));
}

/** Ends the message: afterwards state[0] and state[1] are the low and the high half of the hash. */
export function sipFinish(state: Int32Array): void {
  state[V2]! ^= 0xff;
  for (let round = 0; round < 4; round += 1) sipRound(state);
  state[V0]! ^= state[V1]! ^ state[V2]! ^ state[V3]!;
  state[V0 + 1]! ^= state[V1 + 1]! ^ state[V2 + 1]! ^ state[V3 + 1]!;
}

function sipRound(state: Int32Array): void {
  addRotateXor(state, V0, V1, 13);
  swapHalves(state, V0);
  addRotateXor(state, V2, V3, 16);
  addRotateXor(state, V0, V3, 21);
  addRotateXor(state, V2, V1, 17);
  swapHalves(state, V2);
}

/** sum += other; other = rotateLeft(other, bits) ^ sum; `bits` is 1 to 31. */
function addRotateXor(state: Int32Array, sum: number, other: number, bits: number): void {
  const otherLow = state[other]!;
  const otherHigh = state[other + 1]!;
  const sumLow = (state[sum]! + otherLow) | 0;
  const carry = sumLow >>> 0 < otherLow >>> 0 ? 1 : 0;
  const sumHigh = (state[sum + 1]! + otherHigh + carry) | 0;
  state[sum] = sumLow;
  state[sum + 1] = sumHigh;
  state[other] = ((otherLow << bits) | (otherHigh >>> (32 - bits))) ^ sumLow;
  state[other + 1] = ((otherHigh << bits) | (otherLow >>> (32 - bits))) ^ sumHigh;
}

/** Rotating 64 bits by 32 swaps the halves. */
function swapHalves(state: Int32Array, word: number): void {
  const low = state[word]!;
  state[word] = state[word + 1]!;
  state[word + 1] = low;
}

/** Four bytes, least significant first; bytes past the end count as 0, which pads the last block. */
function word32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}
