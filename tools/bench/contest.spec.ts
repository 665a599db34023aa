import { describe, expect, it } from '@jest/globals';
import { clickNote, keptRounds, type Contestant, type Runs } from './contest.ts';
import type { LoadResult } from './load.ts';

const run = (part: Partial<LoadResult>): LoadResult => ({
  answers: 100,
  wrong: 0,
  perSecond: 50,
  p50Ms: 1,
  p99Ms: 2,
  processorMs: 1,
  senderCores: 0.5,
  foreignCores: 0,
  clicks: undefined,
  ...part,
});
const beside = (...foreign: number[]) => foreign.map((foreignCores) => run({ foreignCores }));

describe('the rounds that count', () => {
  it('are those in which nobody was disturbed', () => {
    expect(keptRounds(beside(0, 0.3, 0.1, 0, 0), beside(0.2, 0, 0.1, 0.26, 0.25)).toSorted()).toEqual([
      0, 2, 4,
    ]);
  });

  it('are the three least disturbed where fewer are calm', () => {
    expect(keptRounds(beside(2, 0.9, 0.1, 0.5, 1)).toSorted()).toEqual([1, 2, 3]);
  });
});

describe('clicks', () => {
  const contestant = { label: 'x', target: { method: 'GET', status: 302, clicks: async () => 0 } };
  const told = (clicks: number, part: object = {}) => {
    const runs: Runs = new Map([['x', [run({ clicks })]]]);
    const target = { ...contestant.target, ...part };
    return clickNote(runs, [{ label: 'x', target } as unknown as Contestant]);
  };

  it('are as many as answers, and those under way', () => {
    expect(told(100)).toContain('met');
    expect(told(164)).toContain('met');
    expect(told(99)).toContain('missed by 1 of 1');
    expect(told(165)).toContain('missed');
  });

  it('are none for a HEAD and for a name that leads nowhere', () => {
    expect(told(0, { method: 'HEAD' })).toContain('met');
    expect(told(100, { method: 'HEAD' })).toContain('missed');
    expect(told(100, { status: 404 })).toContain('missed');
  });
});
