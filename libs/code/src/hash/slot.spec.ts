import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BASE62_ALPHABET } from '../code/base62.js';
import { CodeCipher } from '../code/code-cipher.js';
import { standardLayout } from '../id/id-layout.js';
import { SLOT_COUNT, slotOf } from './slot.js';

/** CRC16/XMODEM bit by bit, as the Redis Cluster specification defines it. */
function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}

const names = fc.string({ unit: fc.constantFrom(...`${BASE62_ALPHABET}-_`), maxLength: 64 });

describe('the slot of a name', () => {
  it('equals what Redis says', () => {
    expect(slotOf('123456789')).toBe(12_739);
    expect(slotOf('123456789')).toBe(0x31c3);
    expect(slotOf('foo')).toBe(12_182);
    expect(slotOf('bar')).toBe(5_061);
    expect(slotOf('hello')).toBe(866);
    expect(slotOf('somekey')).toBe(11_058);
    expect(slotOf('')).toBe(0);
  });

  it('is the CRC16 of the whole name modulo 16,384', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(slotOf(name)).toBe(crc16(name) % SLOT_COUNT);
      }),
    );
  });

  it('spreads consecutive codes evenly', () => {
    const cipher = new CodeCipher({ layout: standardLayout, key: new Uint8Array(16).fill(7) });
    const perSlot = 16;
    const counts = new Array<number>(SLOT_COUNT).fill(0);
    for (let id = 1n; id <= SLOT_COUNT * perSlot; id += 1n) counts[slotOf(cipher.encode(id))]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - perSlot) ** 2 / perSlot, 0);
    // 16,383 degrees of freedom: mean 16,383, standard deviation 181; five of them either way.
    expect(Math.abs(chiSquare - (SLOT_COUNT - 1))).toBeLessThan(5 * 181);
    // And evenly over four shards of contiguous slots: 65,536 each, standard deviation 222.
    for (let shard = 0; shard < 4; shard += 1) {
      const quarter = counts.slice((shard * SLOT_COUNT) / 4, ((shard + 1) * SLOT_COUNT) / 4);
      expect(Math.abs(quarter.reduce((sum, count) => sum + count) - 65_536)).toBeLessThan(5 * 222);
    }
  });
});
