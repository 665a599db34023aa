import { expect, test } from '@jest/globals';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { told, verdictTable } from './verdict-lines.ts';
import type { Verdict } from './verdict.ts';

const scenario: Scenario = {
  id: 'B5',
  promise: 'No 404.',
  passLine: '0 x 404',
  isGate: true,
  run: () => Promise.reject(new Error('never run')),
};
const verdict = (figure: string, isBroken: boolean): Verdict => ({
  scenario,
  seed: 7,
  outcome: outcome(figure, [[isBroken, 'a 404 was seen']]),
  seconds: 1.23,
});

test('a broken promise is told with what broke it', () => {
  expect(told(verdict('1 x 404', true))).toBe(`B5 BROKEN (seed 7, 1.2 s)
  promise    No 404.
  pass line  0 x 404
  figure     1 x 404
  WRONG      a 404 was seen
`);
});

test('a scenario that came to no end is not held', () => {
  expect(told({ scenario, seed: 7, outcome: undefined, seconds: 0, trouble: 'no rig' })).toContain(
    'B5 not judged (seed 7, 0.0 s)',
  );
});

test('the table has a line for each', () => {
  expect(verdictTable([verdict('0 x 404', false), verdict('12 x 404', true)])).toBe(
    `scenario  seed  promise  figure    verdict
B5        7     No 404.  0 x 404   held
B5        7     No 404.  12 x 404  BROKEN
`,
  );
});
