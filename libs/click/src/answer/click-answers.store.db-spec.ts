import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClickEvent } from '../event/click-event.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS } from '../event/time.js';
import { ClickPartitions } from '../tally/click-partitions.js';
import { ClickRetention } from '../tally/click-retention.js';
import { TallyStore } from '../tally/tally.store.js';
import { defaultSettings, ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickEnvelope, clickEvent } from '../testing/click.factory.js';
import type { BucketKind } from './buckets.js';
import { ClickAnswers, type LinkStats } from './click-answers.store.js';

const now = Date.UTC(2026, 10, 22, 13, 7, 30);

describe('ClickAnswers', () => {
  let own: OwnDatabase;
  let answers: ClickAnswers;
  let store: TallyStore;
  let link = 0;
  beforeAll(async () => {
    own = await ownDatabase('stats');
    answers = new ClickAnswers(own.database, defaultSettings, () => now);
    const bots = { isBot: (agent: string) => agent === 'bot' };
    store = new TallyStore(own.database, bots, new ClickPartitions(own.database), () => now);
  });
  afterAll(() => own.drop());

  async function clicked(events: Partial<ClickEvent>[]): Promise<string> {
    const linkId = String((link += 1));
    for (let first = 0; first < events.length; first += 1000) {
      const part = events.slice(first, first + 1000);
      await store.apply([
        clickEnvelope({
          cutAt: now,
          events: part.map((one) => clickEvent({ replayed: true, ...one, linkId })),
        }),
      ]);
    }
    return linkId;
  }

  function ask(linkId: string, from: number, to: number, bucket: BucketKind = 'day', timeZone = 'UTC') {
    return answers.linkStats({ linkId, from, to, bucket, timeZone });
  }

  const nonZero = ({ series }: LinkStats) => series.filter(({ clicks }) => clicks > 0);

  it('answers for a link that was never clicked, with every bucket', async () => {
    const stats = await ask('999999', now - 2 * DAY_MS, now);
    expect(stats).toEqual({
      clicks: 0,
      bots: 0,
      uniques: 0,
      series: ['20', '21', '22'].map((day) => ({ at: `2026-11-${day}T00:00:00.000Z`, clicks: 0 })),
      countries: [],
      referrers: [],
      languages: [],
    });
  });

  it('counts in every list, most clicks first, bots included but not in uniques', async () => {
    const at = now - HOUR_MS;
    const linkId = await clicked([
      { at, country: 'US', referrerHost: 'direct', visitor: 'aaaaaaaaaaaaaaaa' },
      { at, country: 'DE', visitor: 'bbbbbbbbbbbbbbbb' },
      { at, country: 'US', agent: 'bot', language: 'none', visitor: 'cccccccccccccccc' },
      { at: at - DAY_MS, country: 'FR', visitor: 'aaaaaaaaaaaaaaaa' },
      { at: Date.UTC(2026, 10, 20, 13), visitor: 'aaaaaaaaaaaaaaaa', country: 'FR' },
      { at: Date.UTC(2026, 10, 20) - 1, visitor: 'dddddddddddddddd' },
      { at: Date.UTC(2026, 10, 23), visitor: 'dddddddddddddddd' },
    ]);
    expect(await ask(linkId, now - 2 * DAY_MS, now)).toEqual({
      clicks: 5,
      bots: 1,
      uniques: 4,
      series: [
        { at: '2026-11-20T00:00:00.000Z', clicks: 1 },
        { at: '2026-11-21T00:00:00.000Z', clicks: 1 },
        { at: '2026-11-22T00:00:00.000Z', clicks: 3 },
      ],
      countries: [
        { value: 'FR', clicks: 2 },
        { value: 'US', clicks: 2 },
        { value: 'DE', clicks: 1 },
      ],
      referrers: [
        { value: 'example.org', clicks: 4 },
        { value: 'direct', clicks: 1 },
      ],
      languages: [
        { value: 'en-gb', clicks: 4 },
        { value: 'none', clicks: 1 },
      ],
    });
  });

  it('is exact at both ends of the range, by quarter hours', async () => {
    const from = Date.UTC(2026, 9, 3, 7, 15);
    const to = Date.UTC(2026, 9, 8, 18, 45);
    const linkId = await clicked([
      { at: from - 1 },
      { at: from },
      { at: to - 1 },
      { at: to },
      { at: from + 2 * DAY_MS },
    ]);
    const stats = await ask(linkId, from, to);
    expect([stats.clicks, stats.countries[0]?.clicks]).toEqual([3, 3]);
    expect(stats.series.map(({ clicks }) => clicks)).toEqual([1, 0, 1, 0, 0, 1]);
    // A range that is no whole quarters is widened to them.
    expect((await ask(linkId, from + 1, to - QUARTER_MS + 1)).clicks).toBe(3);
    expect((await ask(linkId, from + QUARTER_MS, to - QUARTER_MS)).clicks).toBe(1);
  });

  it.each([
    ['Europe/Berlin', Date.UTC(2026, 2, 27), 'hour'],
    ['Europe/Berlin', Date.UTC(2026, 2, 27), 'day'],
    ['Europe/Berlin', Date.UTC(2026, 9, 23), 'day'],
    ['Asia/Kathmandu', Date.UTC(2026, 9, 23), 'day'],
    ['Asia/Kathmandu', Date.UTC(2026, 9, 23), 'hour'],
    ['America/St_Johns', Date.UTC(2026, 9, 28), 'day'],
    ['Africa/Cairo', Date.UTC(2026, 3, 22), 'day'],
    ['Pacific/Chatham', Date.UTC(2026, 3, 3), 'day'],
  ] as const)(
    'agrees with the calendar of %s around a change of the clock (%#)',
    async (timeZone, from, bucket) => {
      const noise = (index: number) =>
        createHash('sha256').update(`${timeZone} ${index}`).digest().readUInt32BE() / 2 ** 32;
      const ats = Array.from({ length: 700 }, (_, index) => from + Math.floor(noise(index) * 6 * DAY_MS));
      const linkId = await clicked(ats.map((at) => ({ at })));
      const stats = await ask(linkId, from, from + 6 * DAY_MS, bucket, timeZone);
      const wall = new Intl.DateTimeFormat('sv-SE', {
        timeZone,
        dateStyle: 'short',
        ...(bucket === 'hour' && { timeStyle: 'long' as const }),
      });
      // The hour's name with its offset, so that the hour that comes twice in autumn is two.
      const nameOf = (at: number) => wall.format(at).replace(/:\d\d:\d\d/, '');
      const expected = new Map<string, number>();
      for (const at of ats) expected.set(nameOf(at), (expected.get(nameOf(at)) ?? 0) + 1);
      const found = new Map(nonZero(stats).map(({ at, clicks }) => [nameOf(Date.parse(at)), clicks]));
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      expect(stats.clicks).toBe(700);
    },
  );

  it('counts by minute, and by the hour and minute of an old log that was replayed', async () => {
    const at = Date.UTC(2012, 2, 16, 18, 40, 47);
    const linkId = await clicked([
      { at },
      { at: at + 1000 },
      { at: at + MINUTE_MS },
      { at: at + HOUR_MS, country: 'JP' },
    ]);
    const minutes = await ask(linkId, at, at + 2 * MINUTE_MS, 'minute');
    expect(minutes.series).toEqual([
      { at: '2012-03-16T18:40:00.000Z', clicks: 2 },
      { at: '2012-03-16T18:41:00.000Z', clicks: 1 },
      { at: '2012-03-16T18:42:00.000Z', clicks: 0 },
    ]);
    expect([minutes.clicks, minutes.countries]).toEqual([3, [{ value: 'DE', clicks: 3 }]]);
    const hours = await ask(linkId, Date.UTC(2012, 2, 16), Date.UTC(2012, 2, 17), 'hour');
    expect(nonZero(hours)).toEqual([
      { at: '2012-03-16T18:00:00.000Z', clicks: 3 },
      { at: '2012-03-16T19:00:00.000Z', clicks: 1 },
    ]);
  });

  it('still adds up after retention: by quarters after 48 hours, by UTC days after 400 days', async () => {
    const young = now - 3 * DAY_MS;
    const old = now - 500 * DAY_MS;
    const linkId = await clicked([
      { at: young },
      { at: young + MINUTE_MS, country: 'FR' },
      { at: old },
      { at: old + 5 * HOUR_MS },
    ]);
    const settings = { ...defaultSettings };
    await new ClickRetention({
      stats: own.database,
      partitions: { forget: () => {} },
      visitorKeys: { deleteOld: async () => 0 },
      settings,
    }).run(now);
    const quarter = young - (young % QUARTER_MS);
    const minutes = await ask(linkId, young - HOUR_MS, young + HOUR_MS, 'minute');
    expect(nonZero(minutes)).toEqual([{ at: new Date(quarter).toISOString(), clicks: 2 }]);
    expect(minutes.countries).toEqual([
      { value: 'DE', clicks: 1 },
      { value: 'FR', clicks: 1 },
    ]);
    const oldDay = old - (old % DAY_MS);
    const hours = await ask(linkId, old - HOUR_MS, old + HOUR_MS, 'hour');
    expect([hours.clicks, hours.countries[0]?.clicks]).toEqual([2, 2]);
    expect(hours.series.map(({ clicks }) => clicks)).toEqual([2, 0, 0]);
    const months = await ask(linkId, oldDay - 31 * DAY_MS, now, 'month', 'Asia/Kathmandu');
    expect(months.clicks).toBe(4);
    expect(months.series.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(4);
  });

  it('gives all 1,000 values it promises and no more', async () => {
    const linkId = await clicked(
      Array.from({ length: 1100 }, (_, index) => ({ at: now, referrerHost: `host-${index}.example` })),
    );
    const { referrers, clicks } = await ask(linkId, now - HOUR_MS, now + HOUR_MS);
    expect([referrers.length, clicks]).toEqual([1000, 1100]);
  });

  it.each<[object, string]>([
    [{ timeZone: 'Mars/Olympus' }, 'stats/time-zone'],
    [{ from: 5 * DAY_MS, to: 5 * DAY_MS }, 'stats/range'],
    [{ from: Number.NaN }, 'stats/range'],
    [{ from: -1 }, 'stats/range'],
    [{ to: 8e15 }, 'stats/range'],
    [{ from: 0, bucket: 'hour' as const }, 'stats/too-many-buckets'],
  ])('refuses %j as %s', async (fault, code) => {
    const question = {
      linkId: '1',
      from: now - DAY_MS,
      to: now,
      bucket: 'day' as const,
      timeZone: 'UTC',
      ...fault,
    };
    await expect(answers.linkStats(question)).rejects.toMatchObject({ kind: 'invalid', code });
  });

  it('knows the totals of many links, 0 for one that was never clicked', async () => {
    const [one, two] = [
      await clicked([{ at: now }]),
      await clicked([{ at: now }, { at: now - 600 * DAY_MS }]),
    ];
    expect(await answers.totals([two, '888888', one])).toEqual(
      new Map([
        [two, 2],
        ['888888', 0],
        [one, 1],
      ]),
    );
    expect(await answers.totals([])).toEqual(new Map());
  });

  it('sums up a tenant', async () => {
    await clicked([
      { at: now, tenantId: 'summed' },
      { at: now - 9 * DAY_MS, tenantId: 'summed', agent: 'bot' },
    ]);
    expect(await answers.summary('summed')).toEqual({
      clicks: 2,
      bots: 1,
      asOf: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await answers.summary('nobody')).toMatchObject({ clicks: 0, bots: 0 });
  });
});
