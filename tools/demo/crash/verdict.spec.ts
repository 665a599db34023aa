import { describe, expect, it } from '@jest/globals';
import { inventedClicks, lostClicks, offencesOf, told, type Round } from './verdict.ts';

const round: Round = {
  acknowledged: 100,
  there: 100,
  givenTwice: 0,
  answered: 1000,
  answeredLate: 60,
  unanswered: 16,
  readBack: 100,
  counted: 1100,
  faults: 0,
};

describe('a round', () => {
  it('is right when everything is there and counted', () => {
    expect(offencesOf(round)).toEqual([]);
    expect(told([round])).toBe(
      '100 acknowledged, 100 there, 0 lost; 1000 redirects answered, 1000 counted, 0 clicks lost (bound: the 50 ms ring)',
    );
  });

  it('may lose as many clicks as were answered in the last moments, and no more', () => {
    expect(lostClicks({ ...round, counted: 1040 })).toBe(60);
    expect(offencesOf({ ...round, counted: 1040 })).toEqual([]);
    expect(offencesOf({ ...round, counted: 1039 })).toEqual([expect.stringContaining('61 clicks are lost')]);
  });

  it('may count clicks whose answers were cut off, and no others', () => {
    expect(inventedClicks({ ...round, counted: 1116 })).toBe(0);
    expect(lostClicks({ ...round, counted: 1116 })).toBe(0);
    expect(offencesOf({ ...round, counted: 1117 })).toEqual([
      expect.stringContaining('1 clicks were counted'),
    ]);
  });

  it.each([
    [{ there: 99 }, '1 acknowledged links are lost'],
    [{ givenTwice: 1 }, 'given to two links'],
    [{ faults: 2 }, '2 requests failed'],
    [{ acknowledged: 0, there: 0 }, 'no load'],
    [{ answered: 0, counted: 100 }, 'no load'],
  ])('is wrong with %j', (changes, part) => {
    expect(offencesOf({ ...round, ...changes })).toEqual([expect.stringContaining(part)]);
  });
});

describe('told', () => {
  it('adds up clicks, but not links that every round reads back', () => {
    const second = { ...round, acknowledged: 250, there: 249, counted: 1095, readBack: 100 };
    expect(told([round, second])).toBe(
      '250 acknowledged, 249 there, 1 lost; 2000 redirects answered, 1995 counted, 5 clicks lost (bound: the 50 ms ring)',
    );
    expect(told([])).toMatch(/^0 acknowledged/);
  });
});
