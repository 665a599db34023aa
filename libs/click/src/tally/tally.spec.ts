import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, floorTo, MINUTE_MS, QUARTER_MS } from '../event/time.js';
import { clickEvent } from '../testing/click.factory.js';
import { BotFinder } from './bot-finder.js';
import { dimensions } from './dimension.js';
import type { RollupRow } from './rollup-rows.js';
import { EVENT_AGE_MS_MAX, EVENT_AHEAD_MS_MAX, tallyOf } from './tally.js';

const now = Date.UTC(2026, 10, 22, 13, 7, 30);
const rules = { now, isBot: (agent: string) => agent === 'bot' };

const event = fc
  .record({
    linkId: fc.constantFrom('7', '42', '100'),
    tenantId: fc.constantFrom('one', 'two'),
    at: fc.integer({ min: now - 2 * DAY_MS, max: now }),
    agent: fc.constantFrom('bot', 'person'),
    country: fc.constantFrom('DE', 'US', 'unknown'),
    referrerHost: fc.constantFrom('direct', 'example.org', 'a b'),
    language: fc.constantFrom('en', 'none'),
    visitor: fc.constantFrom(null, '00112233aabbccdd', 'ffffffffffffffff'),
  })
  .map(clickEvent);

function sum(rows: readonly RollupRow[], dimension: number): number {
  return rows.filter((row) => row.dimension === dimension).reduce((total, { clicks }) => total + clicks, 0);
}

describe('tallyOf', () => {
  it('counts every click once in every dimension and grain, bots included', () => {
    fc.assert(
      fc.property(fc.array(fc.array(event)), (batches) => {
        const tally = tallyOf(
          batches.map((events) => ({ events })),
          rules,
        );
        const events = batches.flat();
        const bots = events.filter(({ agent }) => agent === 'bot').length;
        expect([tally.clicks, tally.bots, tally.raw.length]).toEqual([events.length, bots, events.length]);
        for (const rows of [tally.minutes, tally.quarters, tally.days]) {
          expect(sum(rows, dimensions.bot)).toBe(bots);
          for (const name of ['total', 'country', 'referrer', 'language'] as const)
            expect(sum(rows, dimensions[name])).toBe(events.length);
        }
        for (const rows of [tally.totals, tally.tenantDays]) {
          expect(rows.reduce((total, { clicks }) => total + clicks, 0)).toBe(events.length);
          expect(rows.reduce((total, row) => total + row.bots, 0)).toBe(bots);
        }
      }),
    );
  });

  it('puts each click into its minute, quarter hour and UTC day, each key once', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const tally = tallyOf([{ events }], rules);
        for (const [rows, grainMs] of [
          [tally.minutes, MINUTE_MS],
          [tally.quarters, QUARTER_MS],
          [tally.days, DAY_MS],
        ] as const) {
          const keys = rows.map((row) => `${row.linkId} ${row.dimension} ${row.at} ${row.value}`);
          expect(new Set(keys).size).toBe(keys.length);
          for (const { linkId, dimension, at, value, clicks } of rows.filter(
            (row) => row.dimension === dimensions.country,
          ))
            expect([dimension, clicks]).toEqual([
              dimensions.country,
              events.filter(
                (one) => one.linkId === linkId && one.country === value && floorTo(one.at, grainMs) === at,
              ).length,
            ]);
        }
      }),
    );
  });

  it('orders rows by key, ids as numbers, so that tallies never lock each other out', () => {
    const events = ['100', '42', '7', '42'].map((linkId) => clickEvent({ linkId, at: now }));
    const tally = tallyOf([{ events }], rules);
    expect(tally.totals.map(({ linkId }) => linkId)).toEqual(['7', '42', '100']);
    expect(tally.days.filter(({ dimension }) => dimension === 0).map(({ linkId }) => linkId)).toEqual([
      '7',
      '42',
      '100',
    ]);
  });

  it('leaves bots and clicks without a visitor out of uniques', () => {
    const events = [
      clickEvent({ at: now, visitor: 'aaaaaaaaaaaaaaaa' }),
      clickEvent({ at: now, visitor: 'aaaaaaaaaaaaaaaa' }),
      clickEvent({ at: now, visitor: 'bbbbbbbbbbbbbbbb', agent: 'bot' }),
      clickEvent({ at: now, visitor: null }),
      clickEvent({ at: now - DAY_MS, visitor: 'cccccccccccccccc' }),
    ];
    expect(tallyOf([{ events }], rules).visitors).toEqual([
      { linkId: '42', day: '2026-11-21', visitors: new Set(['cccccccccccccccc']) },
      { linkId: '42', day: '2026-11-22', visitors: new Set(['aaaaaaaaaaaaaaaa']) },
    ]);
  });

  it('drops and counts clicks that are too old or too far ahead, to the millisecond', () => {
    const at = [
      now - EVENT_AGE_MS_MAX - 1,
      now - EVENT_AGE_MS_MAX,
      now + EVENT_AHEAD_MS_MAX,
      now + EVENT_AHEAD_MS_MAX + 1,
    ];
    expect(tallyOf([{ events: at.map((one) => clickEvent({ at: one })) }], rules)).toMatchObject({
      clicks: 2,
      tooOld: 1,
      tooFarAhead: 1,
    });
  });

  it('takes replayed clicks at their own time, whatever their age, and does not store them singly', () => {
    const events = [clickEvent({ at: Date.UTC(2012, 2, 16), replayed: true }), clickEvent({ at: now })];
    const tally = tallyOf([{ events }], rules);
    expect(tally).toMatchObject({ clicks: 2, tooOld: 0 });
    expect(tally.raw.map(({ event: { at } }) => at)).toEqual([now]);
    expect(tally.days[0]?.at).toBe(Date.UTC(2012, 2, 16));
  });
});

describe('BotFinder', () => {
  const finder = new BotFinder({ agentCacheMax: 100 });
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
    ['curl/8.5.0', true],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', false],
    ['', false],
  ])('%s: %s', (agent, verdict) => {
    expect([finder.isBot(agent), finder.isBot(agent)]).toEqual([verdict, verdict]);
  });
});
