import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '../bus/dead-letters.js';
import { serialiseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { clickEnvelope, clickEvent } from './click.factory.js';

export interface BusRequest {
  /** Stands for the tally: counts the envelopes, or rejects. */
  readonly handle: (envelopes: ClickEnvelope[]) => Promise<void>;
  /** Stands for the table of dead batches. */
  readonly keepDead: (letter: DeadLetter) => Promise<void>;
  readonly groupBatchesMax: number;
  readonly triesMax: number;
  /** Batches that the bus holds before senders wait. */
  readonly busBatchesMax: number;
  /** Longest pause between two tries of a batch. */
  readonly pauseMsMax: number;
}

/** One bus with one sender and one consumer. */
export interface BusUnderTest {
  /** Resolves when the envelope is safe to drop from the spool. */
  send(envelope: string): Promise<void>;
  /** Batches that the bus holds now, those in the consumer's hands left out. */
  held(): Promise<number> | number;
  /** Stops the consumer, after it has counted what it can. */
  close(): Promise<void>;
}

export interface BusTraits {
  /** What a resolved `send` promises: `counted`, or `stored` where others than the sender's spool keep it too. */
  readonly safeMeans: 'counted' | 'stored';
}

const limits = { groupBatchesMax: 64, triesMax: 5, busBatchesMax: 100, pauseMsMax: 20 };

/** What the database says when it is away: SQLSTATE 57P01, the server shuts down. */
function away(): Error {
  return Object.assign(new Error('terminating connection'), { code: '57P01' });
}

/** What every click bus has to do. */
export function clickBusContract(
  name: string,
  makeBus: (request: BusRequest) => Promise<BusUnderTest>,
  traits: BusTraits,
): void {
  describe(`${name}: the contract of a click bus`, () => {
    let bus: BusUnderTest | undefined;
    let counted: ClickEnvelope[] = [];
    let groups: number[] = [];
    let dead: DeadLetter[] = [];
    afterEach(async () => {
      await bus?.close();
      [bus, counted, groups, dead] = [undefined, [], [], []];
    });

    async function started(
      handle = async () => {},
      request: Partial<BusRequest> = {},
    ): Promise<BusUnderTest> {
      bus = await makeBus({
        ...limits,
        keepDead: async (letter) => void dead.push(letter),
        ...request,
        handle: async (envelopes) => {
          groups.push(envelopes.length);
          await (handle as (envelopes: ClickEnvelope[]) => Promise<void>)(envelopes);
          counted.push(...envelopes);
        },
      });
      return bus;
    }

    const send = (envelope: ClickEnvelope) => bus!.send(serialiseEnvelope(envelope));
    const envelopes = (count: number) =>
      Array.from({ length: count }, (_, seq) => clickEnvelope({ seq, source: `source-${seq % 2}` }));
    const until = async (condition: () => boolean) => {
      for (let tries = 0; !condition() && tries < 500; tries += 1) await sleep(10);
      expect(condition()).toBe(true);
    };

    it('delivers envelopes as they were sent', async () => {
      await started();
      const envelope = clickEnvelope({ events: [clickEvent({ agent: 'ü\u{1f600}"\\' })] });
      await send(envelope);
      await until(() => counted.length === 1);
      expect(counted).toEqual([envelope]);
    });

    it('keeps the order of each source, in groups of at most 64', async () => {
      await started(() => sleep(5));
      const sent = envelopes(300);
      await Promise.all(sent.map(send));
      await until(() => counted.length === 300);
      for (const source of ['source-0', 'source-1'])
        expect(counted.filter((one) => one.source === source)).toEqual(
          sent.filter((one) => one.source === source),
        );
      expect(Math.max(...groups)).toBeLessThanOrEqual(64);
      expect(Math.max(...groups)).toBeGreaterThan(1);
    });

    it('says that an envelope is safe only when it is', async () => {
      const commit = Promise.withResolvers<void>();
      await started(() => commit.promise);
      let safe = false;
      const sending = send(clickEnvelope()).then(() => (safe = true));
      await until(() => groups.length > 0);
      await sleep(30);
      if (traits.safeMeans === 'counted') expect(safe).toBe(false);
      commit.resolve();
      await sending;
      await until(() => counted.length === 1);
    });

    it('delivers again what failed, and loses none of the group', async () => {
      let failures = 1;
      await started(async () => {
        if (failures-- > 0) throw new Error('the transaction failed');
      });
      await Promise.all(envelopes(10).map(send));
      await until(() => counted.length === 10);
      expect(new Set(counted.map(({ batchId }) => batchId)).size).toBe(10);
      expect(dead).toEqual([]);
    });

    it('waits out a database that is away, for more than any number of tries', async () => {
      let failures = limits.triesMax + 2;
      await started(async () => {
        if (failures-- > 0) throw away();
      });
      await Promise.all(envelopes(3).map(send));
      await until(() => counted.length === 3);
      expect(dead).toEqual([]);
    });

    it('counts one by one what is too much for the database at once', async () => {
      await started((async (group: ClickEnvelope[]) => {
        if (group.length > 1) throw Object.assign(new Error('statement timeout'), { code: '57014' });
      }) as never);
      await Promise.all(envelopes(20).map(send));
      await until(() => counted.length === 20);
      expect(dead).toEqual([]);
    });

    it('sets a poison batch aside after five tries, with its reason, and counts the others once', async () => {
      const poison = clickEnvelope({ batchId: 'poison' });
      let tries = 0;
      await started((async (group: ClickEnvelope[]) => {
        if (!group.some(({ batchId }) => batchId === 'poison')) return;
        if (group.length === 1) tries += 1;
        throw new Error('value out of range');
      }) as never);
      await Promise.all([...envelopes(5), poison, ...envelopes(5)].map(send));
      await until(() => dead.length === 1 && counted.length === 10);
      expect(dead).toEqual([
        { batchId: 'poison', reason: 'value out of range', text: serialiseEnvelope(poison) },
      ]);
      expect(tries).toBe(5);
    });

    it.each([
      ['{"v":1', 'not JSON'],
      ['{"v":9}', 'unknown version'],
      [serialiseEnvelope(clickEnvelope({ events: [clickEvent({ agent: 'a\0b' })] })), 'event 0: bad agent'],
      [serialiseEnvelope(clickEnvelope({ events: [clickEvent({ name: '\ud800' })] })), 'event 0: bad name'],
      [
        serialiseEnvelope(clickEnvelope({ events: [clickEvent({ agent: 'x'.repeat(2 ** 20) })] })),
        'event 0: bad agent',
      ],
    ])('sets aside what cannot be read (%#)', async (text, reason) => {
      await started();
      await Promise.all([bus!.send(text), send(clickEnvelope())]);
      await until(() => dead.length === 1 && counted.length === 1);
      expect(dead).toEqual([{ batchId: null, reason, text }]);
    });

    it('does not forget a dead batch because the place for it is away', async () => {
      let refusals = 3;
      await started(undefined, {
        keepDead: async (letter) => {
          if (refusals-- > 0) throw away();
          dead.push(letter);
        },
      });
      await bus!.send('poison');
      await until(() => dead.length === 1);
    });

    it('holds a bounded number, and lets senders wait for the rest', async () => {
      const commit = Promise.withResolvers<void>();
      await started(() => commit.promise, { busBatchesMax: 10, groupBatchesMax: 5 });
      const sending = envelopes(40).map(send);
      await until(() => groups.length > 0);
      await sleep(30);
      expect(await bus!.held()).toBeLessThanOrEqual(10);
      commit.resolve();
      await Promise.all(sending);
      await until(() => counted.length === 40);
    });

    it('counts what it holds before it closes', async () => {
      await started(() => sleep(15), { groupBatchesMax: 10 });
      const sending = Promise.allSettled(envelopes(80).map(send));
      await until(() => groups.length > 0);
      expect(counted.length).toBeLessThan(80);
      await bus!.close();
      const safe = (await sending).filter(({ status }) => status === 'fulfilled').length;
      if (traits.safeMeans === 'counted') expect(counted).toHaveLength(safe);
      expect(safe).toBe(80);
    });

    it('does not claim to have counted what it could not when it closes', async () => {
      await started(async () => {
        throw away();
      });
      const sending = Promise.allSettled(envelopes(3).map(send));
      await until(() => groups.length > 0);
      await bus!.close();
      if (traits.safeMeans === 'counted')
        expect((await sending).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      expect(counted).toEqual([]);
    });
  });
}
