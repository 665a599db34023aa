import { describe, expect, it } from '@jest/globals';
import { clickLogOf } from './click-log.ts';
import { tallyFrom, tallyOf, tallySum, type LinkStats } from './click-tally.ts';
import { comparison, differencesOf } from './difference.ts';
import { spanOf } from './link-stats.ts';

const HOUR_START = Date.UTC(2012, 2, 16, 18) / 1000;

const log = [
  { g: 'abc', t: HOUR_START, r: 'http://WWW.AwareMap.com:8080/x', al: 'en-US,en;q=0.8', c: 'US' },
  { g: 'abc', t: HOUR_START + 3599, r: 'direct', al: 'en-us;q=1', c: '' },
  { g: 'def', t: HOUR_START + 3600, r: 'android-app://com.example', al: ' ,en', c: 'GB' },
  { g: 'def', t: HOUR_START + 3601, r: 'http://', c: 'GB' },
].map((entry) => JSON.stringify({ a: 'agent', u: 'http://a.example/', ...entry }));

const { clicks } = clickLogOf(log);

describe('tallyOf', () => {
  it('counts each dimension by its rule', () => {
    const tally = tallyOf(clicks);
    const counts = Object.entries(tally).map(([dimension, values]) => [
      dimension,
      Object.fromEntries(values),
    ]);
    expect(Object.fromEntries(counts)).toEqual({
      codes: { abc: 2, def: 2 },
      countries: { US: 1, unknown: 1, GB: 2 },
      'referrer hosts': { 'www.awaremap.com': 1, direct: 3 },
      hours: { '2012-03-16T18Z': 2, '2012-03-16T19Z': 2 },
      languages: { 'en-us': 2, none: 2 },
    });
  });
});

const stats: LinkStats[] = [
  {
    name: 'abc',
    clicks: 2,
    bots: 0,
    series: [
      { at: '2012-03-16T18:00:00.000Z', clicks: 2 },
      { at: '2012-03-16T19:00:00.000Z', clicks: 0 },
    ],
    countries: [
      { value: 'US', clicks: 1 },
      { value: 'unknown', clicks: 1 },
    ],
    referrers: [
      { value: 'www.awaremap.com', clicks: 1 },
      { value: 'direct', clicks: 1 },
    ],
    languages: [{ value: 'en-us', clicks: 2 }],
  },
  {
    name: 'def',
    clicks: 2,
    bots: 1,
    series: [{ at: '2012-03-16T19:00:00Z', clicks: 2 }],
    countries: [{ value: 'GB', clicks: 2 }],
    referrers: [{ value: 'direct', clicks: 2 }],
    languages: [{ value: 'none', clicks: 2 }],
  },
];

describe('differencesOf', () => {
  it('finds none between a log and its right statistics', () => {
    const expected = tallyOf(clicks);
    const differences = differencesOf(expected, tallySum(stats));
    expect(differences).toEqual([]);
    expect(comparison(expected, differences)).toBe(
      '2 codes, 3 countries, 2 referrer hosts, 2 hours, 2 languages: 0 differences',
    );
  });

  it('finds a value too many, one too few and a wrong count', () => {
    const [abc, def] = stats;
    const wrong = [
      { ...abc!, countries: [{ value: 'US', clicks: 2 }] },
      { ...def!, clicks: 3 },
    ];
    const differences = differencesOf(tallyOf(clicks), tallySum(wrong));
    expect(differences).toEqual([
      { dimension: 'codes', value: 'def', expected: 2, counted: 3 },
      { dimension: 'countries', value: 'US', expected: 1, counted: 2 },
      { dimension: 'countries', value: 'unknown', expected: 1, counted: 0 },
    ]);
    expect(comparison(tallyOf(clicks), differences)).toMatch(/: 3 differences$/);
    const stranger = tallySum([
      ...stats,
      { ...abc!, name: 'new', clicks: 1, series: [], countries: [], referrers: [], languages: [] },
    ]);
    expect(differencesOf(tallyOf(clicks), stranger)).toMatchObject([{ value: 'new', expected: 0 }]);
  });

  it('takes the yardstick from a file', () => {
    const file = {
      by_code: { abc: 2, def: 2 },
      by_country: { US: 1, unknown: 1, GB: 2 },
      by_referrer_host: { 'www.awaremap.com': 1, direct: 3 },
      by_hour_utc: { '2012-03-16T18Z': 2, '2012-03-16T19Z': 2 },
      by_lang_first: { 'en-us': 2, none: 2 },
    };
    expect(differencesOf(tallyFrom(file), tallyOf(clicks))).toEqual([]);
  });
});

describe('spanOf', () => {
  it('covers whole hours, the last one included', () => {
    expect(spanOf(clicks)).toEqual({ from: '2012-03-16T18:00:00.000Z', to: '2012-03-16T20:00:00.000Z' });
    expect(spanOf(clicks.slice(0, 1))).toEqual({
      from: '2012-03-16T18:00:00.000Z',
      to: '2012-03-16T19:00:00.000Z',
    });
  });
});
