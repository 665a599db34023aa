import { describe, expect, it } from '@jest/globals';
import { expectedLinks } from './expected-links.ts';
import type { LinkChange, Operation, Told } from './operation.ts';

const [A, B, C] = ['https://example.com/a', 'https://example.com/b', 'https://example.com/c'];

const base = (t0: number, told: Told) => ({ id: t0, t0, t1: t0 + 1, told, status: told === 'ok' ? 200 : 0 });
const create = (t0: number, told: Told, name: string | null = 'x'): Operation => ({
  ...base(t0, told),
  op: 'create',
  name,
  url: A,
});
const change = (t0: number, told: Told, wish: LinkChange): Operation => ({
  ...base(t0, told),
  op: 'change',
  name: 'x',
  change: wish,
});
const follow: Operation = { ...base(9, 'ok'), op: 'follow', name: 'y', via: 'gateway', location: A };

describe('expectedLinks', () => {
  const stands = (...history: Operation[]) => expectedLinks(history).get('x');

  it('knows what was acknowledged, and nothing else', () => {
    expect(stands(create(0, 'ok'), follow)).toEqual([{ url: A, state: 'active' }]);
    expect(expectedLinks([create(0, 'unknown', null), create(1, 'fail'), follow]).size).toBe(0);
  });

  it('takes changes in the order in which they were asked for', () => {
    const history = [change(2, 'ok', { url: C }), create(0, 'ok'), change(1, 'ok', { url: B })];
    expect(stands(...history)).toEqual([{ url: C, state: 'active' }]);
  });

  it('accepts both outcomes of a change that was never answered, until the next one', () => {
    const doubtful = [create(0, 'ok'), change(1, 'unknown', { url: B })];
    expect(stands(...doubtful)).toEqual([
      { url: A, state: 'active' },
      { url: B, state: 'active' },
    ]);
    expect(stands(...doubtful, change(2, 'ok', { url: C }))).toEqual([
      { url: C, state: 'active' },
      { url: C, state: 'active' },
    ]);
  });

  it('ignores what was refused, and keeps what is final', () => {
    expect(stands(create(0, 'ok'), change(1, 'fail', { url: B }))).toEqual([{ url: A, state: 'active' }]);
    const blocked = [create(0, 'ok'), change(1, 'ok', { state: 'blocked' })];
    expect(stands(...blocked, change(2, 'ok', { state: 'active' }))).toEqual([{ url: A, state: 'blocked' }]);
  });
});
