import { describe, expect, it } from '@jest/globals';
import { chooseReplica, fitnessOf, type ReplicaSight } from './replica-choice.js';

const NOW_MS = 100_000;
const sight = (fields: Partial<ReplicaSight> = {}): ReplicaSight => ({
  zone: undefined,
  isFailing: false,
  seenAtMs: NOW_MS,
  isInRecovery: true,
  lagMs: 0,
  comparedAtMs: NOW_MS,
  ...fields,
});
const replica = (name: string, fields: Partial<ReplicaSight> = {}) => ({ name, sight: sight(fields) });
const choices = (replicas: ReturnType<typeof replica>[], zone?: string) =>
  [0, 1, 2, 3].map((turn) => chooseReplica(replicas, { fitness: 'fit', nowMs: NOW_MS, zone, turn })?.name);

describe('a replica', () => {
  const cases: [string, Partial<ReplicaSight>][] = [
    ['fit', { lagMs: 1000 }],
    ['fit', { seenAtMs: NOW_MS - 3000 }],
    ['lagging', { lagMs: 1001 }],
    ['lagging', { lagMs: Infinity }],
    ['unseen', { seenAtMs: NOW_MS - 3001 }],
    ['unseen', { seenAtMs: -Infinity }],
    ['promoted', { isInRecovery: false }],
    ['unknown', { lagMs: undefined }],
    ['failing', { isFailing: true }],
    ['fit', { comparedAtMs: NOW_MS - 10_000 }],
    ['outdated', { comparedAtMs: NOW_MS - 10_001 }],
    ['lagging', { lagMs: 1001, comparedAtMs: NOW_MS - 10_001 }],
  ];

  it.each(cases)('is %s with %o', (fitness, fields) => {
    expect(fitnessOf(sight(fields), NOW_MS)).toBe(fitness);
    const chosen = (wanted: 'fit' | 'outdated') =>
      chooseReplica([replica('a', fields)], { fitness: wanted, nowMs: NOW_MS, zone: undefined, turn: 0 })
        ?.name;
    expect(chosen('fit')).toBe(fitness === 'fit' ? 'a' : undefined);
    expect(chosen('outdated')).toBe(fitness === 'outdated' ? 'a' : undefined);
  });
});

describe('the choice among replicas', () => {
  it('is none when there are none', () => {
    expect(choices([])).toEqual(Array(4).fill(undefined));
  });

  it('goes to the least behind, and lets equals take turns', () => {
    const replicas = [
      replica('a', { lagMs: 500 }),
      replica('b', { lagMs: 99 }),
      replica('c', { lagMs: 0 }),
      replica('d', { isFailing: true }),
    ];
    expect(choices(replicas)).toEqual(['b', 'c', 'b', 'c']);
  });

  it('stays in the own zone while that has a fit replica, even a slower one', () => {
    const near = replica('near', { zone: 'here', lagMs: 900 });
    const far = replica('far', { zone: 'there' });
    expect(choices([far, near], 'here')).toEqual(Array(4).fill('near'));
    expect(choices([far, near])).toEqual(Array(4).fill('far'));
    expect(choices([far, replica('near', { zone: 'here', lagMs: 1001 })], 'here')).toEqual(
      Array(4).fill('far'),
    );
  });
});
