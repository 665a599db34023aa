import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { randomFrom } from '../../demo/random.ts';
import { Load } from './load.ts';

async function drawn(seed: number): Promise<number[]> {
  const numbers: number[] = [];
  const load = new Load({
    perSecond: 1_000,
    random: randomFrom(seed),
    step: async (random) => void numbers.push(random()),
  });
  await sleep(60);
  await load.stop();
  return numbers;
}

test('the same seed gives the same operations in the same order', async () => {
  const [one, other, another] = [await drawn(7), await drawn(7), await drawn(8)];
  const length = Math.min(one.length, other.length, another.length);
  expect(length).toBeGreaterThan(10);
  expect(one.slice(0, length)).toEqual(other.slice(0, length));
  expect(one.slice(0, length)).not.toEqual(another.slice(0, length));
});

test('what an operation throws is thrown when the load is stopped, which waits for all of them', async () => {
  let isAnswered = false;
  const load = new Load({
    perSecond: 1_000,
    random: randomFrom(1),
    async step() {
      await sleep(50);
      isAnswered = true;
      throw new Error('no such name');
    },
  });
  await sleep(20);
  await expect(load.stop()).rejects.toThrow('no such name');
  expect(isAnswered).toBe(true);
});
