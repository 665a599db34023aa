import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalRanges, SlotMap } from './slot-map.js';

describe('equalRanges', () => {
  it('covers every slot exactly once with ranges that differ by at most one slot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), (count) => {
        const ranges = equalRanges(Array.from({ length: count }, (_, index) => `shard-${index}`));
        const sizes = ranges.map(({ firstSlot, lastSlot }) => lastSlot - firstSlot + 1);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(16_384);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(new SlotMap(ranges).unownedSlots).toBe(0);
      }),
    );
  });

  it('gives four shards a quarter each', () => {
    expect(equalRanges(['a', 'b', 'c', 'd']).map(({ firstSlot, lastSlot }) => [firstSlot, lastSlot])).toEqual(
      [
        [0, 4095],
        [4096, 8191],
        [8192, 12_287],
        [12_288, 16_383],
      ],
    );
  });
});

describe('SlotMap', () => {
  const low = { shard: 'old', firstSlot: 0, lastSlot: 16_383, epoch: 1 };
  const moved = { shard: 'new', firstSlot: 100, lastSlot: 200, epoch: 2 };

  it.each([[[low, moved]], [[moved, low]]])(
    'lets the higher epoch own a slot, in whatever order they come',
    (ranges) => {
      const map = new SlotMap(ranges);
      expect([99, 100, 200, 201].map((slot) => map.ownerOf(slot))).toEqual(['old', 'new', 'new', 'old']);
    },
  );

  it('knows which slots nobody owns', () => {
    const map = new SlotMap([moved]);
    expect(map.ownerOf(5)).toBeUndefined();
    expect(map.unownedSlots).toBe(16_384 - 101);
  });
});
