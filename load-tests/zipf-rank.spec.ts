import { expect, test } from '@jest/globals';
import { Zipf } from '../tools/bench/zipf.ts';
import { randomFrom } from '../tools/demo/random.ts';
import { zipfRank } from './zipf-rank.ts';

const DRAWS = 50_000;

test.each([1, 2, 100])('ranks of %d links are drawn by their shares', (count) => {
  const [zipf, random] = [new Zipf(count), randomFrom(1)];
  const drawn = new Array<number>(count).fill(0);
  for (let draw = 0; draw < DRAWS; draw += 1) drawn[zipfRank(count, random)]! += 1;
  expect(drawn).toHaveLength(count);
  drawn.forEach((times, rank) => expect(Math.abs(times / DRAWS - zipf.shareOf(rank))).toBeLessThan(0.006));
});
