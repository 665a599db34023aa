import { describe, expect, it } from '@jest/globals';
import { inOrder } from './in-order.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

describe('inOrder', () => {
  it('yields in the order of the items, however long each takes', async () => {
    const results = inOrder([5, 1, 3], 10, async (ms, index) => {
      await pause(ms * 3);
      return index;
    });
    expect(await all(results)).toEqual([0, 1, 2]);
  });

  it('takes no more items than may be under way', async () => {
    let underWay = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, index) => index);
    const results = inOrder(items, 7, async (item) => {
      most = Math.max(most, (underWay += 1));
      await pause(1);
      underWay -= 1;
      return item;
    });
    expect(await all(results)).toEqual(items);
    expect(most).toBe(7);
  });

  it('answers what it has while the source is silent', async () => {
    const { promise: later, resolve: send } = Promise.withResolvers<void>();
    async function* source() {
      yield 'first';
      await later;
      yield 'second';
    }
    const results = inOrder(source(), 10, async (item) => item);
    expect(await results.next()).toEqual({ done: false, value: 'first' });
    send();
    expect(await results.next()).toEqual({ done: false, value: 'second' });
    expect((await results.next()).done).toBe(true);
  });

  it('ends its source when nobody listens any more', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let item = 0; ; item += 1) yield item;
      } finally {
        ended = true;
      }
    }
    const results = inOrder(source(), 3, async (item) => item);
    await results.next();
    await results.return(undefined);
    expect(ended).toBe(true);
  });
});
