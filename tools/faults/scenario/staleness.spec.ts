import { describe, expect, it } from '@jest/globals';
import type { Operation, Told } from './operation.ts';
import { stalenessIn, stepsBackIn } from './staleness.ts';

const edit = (t1: number, url: string, told: Told = 'ok'): Operation => ({
  op: 'change',
  id: t1,
  t0: t1 - 1,
  t1,
  told,
  status: 200,
  name: 'x',
  change: { url },
});
const follow = (t0: number, location: string, name = 'x'): Operation => ({
  op: 'follow',
  id: t0,
  t0,
  t1: t0 + 1,
  told: 'ok',
  status: 302,
  name,
  via: 'lookup-0',
  location,
});

describe('stalenessIn', () => {
  const staleMs = (...history: Operation[]) => stalenessIn(history).map((reading) => reading.staleMs);

  it('counts from the first change that an answer missed, not from the last', () => {
    const edits = [edit(100, 'b'), edit(200, 'c'), edit(300, 'd')];
    expect(staleMs(...edits, follow(350, 'a'), follow(350, 'b'), follow(350, 'd'))).toEqual([250, 150, 0]);
  });

  it('finds nothing stale before the change was acknowledged', () => {
    expect(staleMs(edit(100, 'b'), follow(90, 'a'))).toEqual([0]);
  });

  it('leaves out links that never changed, and changes that were not acknowledged', () => {
    expect(staleMs(edit(100, 'b', 'unknown'), follow(150, 'a'))).toEqual([]);
    expect(staleMs(edit(100, 'b'), follow(150, 'a', 'y'))).toEqual([]);
  });
});

describe('stepsBackIn', () => {
  const back = (...follows: Operation[]) =>
    stepsBackIn(stalenessIn([edit(10, 'b'), edit(20, 'c'), ...follows])).map((reading) => reading.follow.t0);

  it('finds an answer older than one that was given before', () => {
    expect(back(follow(30, 'b'), follow(40, 'c'), follow(50, 'b'), follow(60, 'a'))).toEqual([50, 60]);
  });

  it('leaves answers alone that were under way together, or came from another lookup', () => {
    const [later, together] = [follow(40, 'c'), follow(40.5, 'b')];
    expect(back(later, together)).toEqual([]);
    expect(back(later, { ...follow(50, 'b'), via: 'lookup-1' } as Operation)).toEqual([]);
  });
});
