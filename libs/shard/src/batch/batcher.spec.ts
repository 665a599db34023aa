import { describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

const limits = { batchSizeMax: 10, inFlightMax: 2, waitingMax: 100 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('Batcher', () => {
  it('hands over what one turn asked for in one call and answers each caller its own', async () => {
    const calls: number[][] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      calls.push(items);
      return items.map((item) => item * 2);
    }, limits);
    expect(await Promise.all(numbers(7).map((n) => batcher.submit(n)))).toEqual(numbers(7).map((n) => n * 2));
    expect(calls).toEqual([numbers(7)]);
  });

  it('keeps batches within their size and no more than so many under way', async () => {
    let inFlight = 0;
    let inFlightSeen = 0;
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      sizes.push(items.length);
      inFlightSeen = Math.max(inFlightSeen, (inFlight += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      inFlight -= 1;
      return items;
    }, limits);
    await Promise.all(numbers(55).map((n) => batcher.submit(n)));
    expect(sizes).toEqual([10, 10, 10, 10, 10, 5]);
    expect(inFlightSeen).toBe(2);
  });

  it('fails only the callers of the batch that failed', async () => {
    const batcher = new Batcher<number, number>(async (items) => {
      if (items.includes(0)) throw new Error('first batch');
      return items;
    }, limits);
    const settled = await Promise.allSettled(numbers(15).map((n) => batcher.submit(n)));
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array<string>(10).fill('rejected'),
      ...Array<string>(5).fill('fulfilled'),
    ]);
  });

  it('fails only the caller whose item was answered with an error', async () => {
    const batcher = new Batcher<number, number>(
      async (items) => items.map((item) => (item === 2 ? new Error('bad item') : item)),
      limits,
    );
    const settled = await Promise.allSettled(numbers(4).map((n) => batcher.submit(n)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(settled[2]).toMatchObject({ reason: { message: 'bad item' } });
  });

  it('turns callers away, with when to come back, once too many wait', async () => {
    const batcher = new Batcher<number, number>(async (items) => items, { ...limits, waitingMax: 3 });
    const settled = await Promise.allSettled(numbers(5).map((n) => batcher.submit(n)));
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(settled[4]).toMatchObject({ reason: { code: 'shard/busy', retryAfterSeconds: 1 } });
  });
});
