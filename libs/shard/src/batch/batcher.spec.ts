import { describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

const limits = { name: 'numbers', batchSizeMax: 10, inFlightMax: 2, waitingMax: 100 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('Batcher', () => {
  it('hands over what one turn asked for in one call and answers each caller its own', async () => {
    const calls: number[][] = [];
    const batcher = new Batcher<number, number>(async (items) => {
      calls.push(items);
      return items.map((item) => item * 2);
    }, limits);
    expect(await Promise.all(numbers(7).map((n) => batcher.submit(n, Infinity)))).toEqual(
      numbers(7).map((n) => n * 2),
    );
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
    await Promise.all(numbers(55).map((n) => batcher.submit(n, Infinity)));
    expect(sizes).toEqual([10, 10, 10, 10, 10, 5]);
    expect(inFlightSeen).toBe(2);
  });

  it('fails only the callers of the batch that failed', async () => {
    const batcher = new Batcher<number, number>(async (items) => {
      if (items.includes(0)) throw new Error('first batch');
      return items;
    }, limits);
    const settled = await Promise.allSettled(numbers(15).map((n) => batcher.submit(n, Infinity)));
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
    const settled = await Promise.allSettled(numbers(4).map((n) => batcher.submit(n, Infinity)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(settled[2]).toMatchObject({ reason: { message: 'bad item' } });
  });

  describe('with deadlines', () => {
    /** One batch at a time, which the test ends. */
    function held() {
      const calls: number[][] = [];
      const untils: number[] = [];
      const ends: (() => void)[] = [];
      const batcher = new Batcher<number, number>(
        (items, untilMs) => {
          calls.push(items);
          untils.push(untilMs);
          return new Promise((resolve) => ends.push(() => resolve(items)));
        },
        { ...limits, batchSizeMax: 2, inFlightMax: 1 },
      );
      const codeOf = (answer: Promise<number>) => answer.catch(({ code }: { code: string }) => code);
      const submit = (n: number, ms: number) => codeOf(batcher.submit(n, performance.now() + ms));
      return { batcher, calls, untils, ends, submit };
    }
    const turn = () => new Promise(setImmediate);

    it('sends a caller away who waits in the queue or for the answer, each in time', async () => {
      const { calls, submit } = held();
      const underWay = submit(1, 30);
      await turn();
      const waiting = submit(2, 30);
      expect([await underWay, await waiting]).toEqual(['shard/unanswered', 'deadline/passed']);
      expect(calls).toEqual([[1]]);
    });

    it('never begins work whose caller has gone, and does what came after it', async () => {
      const { calls, ends, submit } = held();
      void submit(1, 60_000);
      await turn();
      const old = Promise.all([submit(2, 1), submit(3, 1)]);
      const fresh = submit(4, 60_000);
      expect(await old).toEqual(['deadline/passed', 'deadline/passed']);
      ends[0]!();
      await turn();
      await turn();
      await turn();
      ends[1]!();
      expect(await fresh).toBe(4);
      expect(calls).toEqual([[1], [4]]);
    });

    it('gives a batch the time of whoever can wait longest', async () => {
      const { batcher, untils, ends } = held();
      const soon = performance.now() + 60_000;
      const answers = Promise.all([batcher.submit(1, soon), batcher.submit(2, soon + 5000)]);
      await turn();
      ends[0]!();
      expect(await answers).toEqual([1, 2]);
      expect(untils).toEqual([soon + 5000]);
    });
  });

  it('turns callers away, with when to come back, once too many wait', async () => {
    const batcher = new Batcher<number, number>(async (items) => items, { ...limits, waitingMax: 3 });
    const settled = await Promise.allSettled(numbers(5).map((n) => batcher.submit(n, Infinity)));
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(settled[4]).toMatchObject({ reason: { code: 'shard/busy', retryAfterSeconds: 1 } });
  });
});
