import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeNewestFirst } from './link-list.js';

const ids = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), { maxLength: 60 });
const newestFirst = (some: readonly bigint[]) => some.toSorted((a, b) => (a > b ? -1 : 1));

describe('mergeNewestFirst', () => {
  it('gives what sorting everything would give, cut to the count', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 6 }), fc.nat({ max: 70 }), (all, listCount, count) => {
        const lists = Array.from({ length: listCount }, (_, list) =>
          newestFirst(all.filter((_id, index) => index % listCount === list)).map((id) => ({
            id: String(id),
          })),
        );
        expect(mergeNewestFirst(lists, count).map(({ id }) => BigInt(id))).toEqual(
          newestFirst(all).slice(0, count),
        );
      }),
    );
  });
});
