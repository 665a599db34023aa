import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomFrom } from '../demo/random.ts';
import { Zipf } from './zipf.ts';

test('the link of rank k has a k-th of the share of the first', () => {
  const zipf = new Zipf(1000);
  const shares = Array.from({ length: 1000 }, (_, rank) => zipf.shareOf(rank));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(shares[0]! / shares[9]!).toBeCloseTo(10, 6);
  expect(shares[0]! / shares[999]!).toBeCloseTo(1000, 3);
});

test('numbers fall to ranks by their shares', () => {
  const [zipf, random] = [new Zipf(100), randomFrom(1)];
  const drawn = new Array<number>(100).fill(0);
  for (let draw = 0; draw < 200_000; draw += 1) drawn[zipf.rankAt(random())]! += 1;
  for (const rank of [0, 1, 10, 99]) expect(drawn[rank]! / 200_000).toBeCloseTo(zipf.shareOf(rank), 2);
});

test('every number below 1 falls to a rank, and to none but its own', () => {
  const zipf = new Zipf(50);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (number) => {
      const rank = zipf.rankAt(number);
      const before = Array.from({ length: rank }, (_, one) => zipf.shareOf(one)).reduce((a, b) => a + b, 0);
      return before <= number + 1e-9 && number <= before + zipf.shareOf(rank) + 1e-9;
    }),
  );
});

test('a cache hits more, the longer it keeps and the more it is asked', () => {
  const zipf = new Zipf(1);
  expect(zipf.hitShare(1, 1)).toBeCloseTo(0.5);
  expect(zipf.hitShare(10, 0.3)).toBeCloseTo(0.75);
  const links = new Zipf(10_000);
  expect(links.hitShare(1000, 30)).toBeLessThan(links.hitShare(1000, 300));
  expect(links.hitShare(1e9, 300)).toBeCloseTo(1, 3);
});
