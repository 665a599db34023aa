import { expect, test } from '@jest/globals';
import { inParallel } from './in-parallel.ts';

test('every item is worked on once, in order, and never too many at a time', async () => {
  const begun: number[] = [];
  let [now, most] = [0, 0];
  await inParallel(
    Array.from({ length: 50 }, (_, index) => index),
    7,
    async (item) => {
      begun.push(item);
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, item % 3));
      now -= 1;
    },
  );
  expect(begun).toEqual([...begun.keys()]);
  expect(begun).toHaveLength(50);
  expect(most).toBe(7);
});

test('what fails is told', async () => {
  const work = async (item: number): Promise<void> => {
    if (item === 2) throw new Error('two');
  };
  await expect(inParallel([1, 2, 3], 2, work)).rejects.toThrow('two');
});
