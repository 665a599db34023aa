import { describe, expect, it } from '@jest/globals';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { planOf } from './arguments.ts';

const scenario = (id: string, isGate: boolean): Scenario => ({
  id,
  promise: '',
  passLine: '',
  isGate,
  run: () => Promise.resolve(outcome('', [])),
});
const known = [scenario('B5', true), scenario('B8', false)];

const plan = (line: string) => planOf(line.split(' ').filter(Boolean), known);

describe('planOf', () => {
  it.each([
    ['B5', ['B5']],
    ['B8 B5', ['B5', 'B8']],
    ['gate', ['B5']],
    ['all', ['B5', 'B8']],
    ['gate B8', ['B5', 'B8']],
  ])('%s', (line, ids) => {
    const run = plan(`${line} --seed 7`);
    expect(run).toMatchObject({ kind: 'run', seed: 7, isBuilt: false });
    expect('scenarios' in run && run.scenarios.map(({ id }) => id)).toEqual(ids);
  });

  it('takes all mutants, or those of a scenario', () => {
    expect(plan('--mutants')).toMatchObject({ kind: 'mutants', scenarios: known });
    expect(plan('--mutants B8')).toMatchObject({ kind: 'mutants', scenarios: [known[1]] });
  });

  it('makes up a seed where none is given', () => {
    const seeds = [plan('B5'), plan('B5')].map((run) => 'seed' in run && run.seed);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it.each([
    ['', 'say which scenarios'],
    ['B6', 'there is no scenario B6; there are gate, all, B5, B8'],
    ['B5 --seed x', '--seed is a whole number'],
    ['B5 --seed 4294967296', '--seed is a whole number'],
    ['B5 --colour', "Unknown option '--colour'"],
  ])('"%s" is refused', (line, message) => {
    expect(() => plan(line)).toThrow(message);
  });
});
