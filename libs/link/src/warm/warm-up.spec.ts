import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WarmUp } from './warm-up.js';

const settings = { deadlineMs: 5000 };
const names = (count: number) => Array.from({ length: count }, (_, index) => `name-${index}`);
const never = () => new Promise<never>(() => {});

/** Runs it, and lets so much time pass. */
async function run(warmUp: WarmUp, ms: number) {
  const running = warmUp.run();
  await jest.advanceTimersByTimeAsync(ms);
  return Promise.race([running, Promise.resolve('still running')]);
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a warm-up', () => {
  it('asks for every name of the list, so many at a time', async () => {
    const asked: string[] = [];
    let [underWay, mostUnderWay] = [0, 0];
    const resolve = async (name: string) => {
      asked.push(name);
      mostUnderWay = Math.max(mostUnderWay, (underWay += 1));
      await new Promise((answer) => setTimeout(answer, 2));
      underWay -= 1;
      return undefined;
    };
    const report = await run(new WarmUp({ resolve }, { top: async () => names(1000) }, settings), 100);
    expect(report).toMatchObject({ names: 1000, answered: 1000, isCutOff: false });
    expect(asked).toEqual(names(1000));
    expect(mostUnderWay).toBe(250);
  });

  it('goes on where a shard is away, and says how many were answered', async () => {
    const resolve = async (name: string) => {
      if (name.endsWith('1')) throw new Error('away');
      return undefined;
    };
    const report = await run(new WarmUp({ resolve }, { top: async () => names(10) }, settings), 1);
    expect(report).toMatchObject({ names: 10, answered: 9, isCutOff: false });
  });

  it('is cut off at its deadline while shards hang', async () => {
    const resolve = jest.fn(never);
    const warmUp = () => new WarmUp({ resolve }, { top: async () => names(1000) }, settings);
    expect(await run(warmUp(), 4999)).toBe('still running');
    expect(await run(warmUp(), 5000)).toMatchObject({ names: 1000, answered: 0, seconds: 5, isCutOff: true });
  });

  it('stops between two rounds when the deadline has passed', async () => {
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return new Promise<undefined>((answer) => setTimeout(() => answer(undefined), 3000));
    };
    const warmUp = new WarmUp({ resolve }, { top: async () => names(1000) }, settings);
    expect(await run(warmUp, 60_000)).toMatchObject({ answered: 250, isCutOff: true });
    expect(asked).toBe(500);
  });

  it('is cut off while the list hangs', async () => {
    const report = await run(new WarmUp({ resolve: never }, { top: never }, settings), 5000);
    expect(report).toMatchObject({ names: 0, answered: 0, isCutOff: true });
  });

  it('without a list is over at once, and says why', async () => {
    const fault = new Error('away');
    const top = () => Promise.reject(fault);
    const report = await run(new WarmUp({ resolve: never }, { top }, settings), 0);
    expect(report).toMatchObject({ names: 0, isCutOff: false, fault });
  });
});
