import { expect, test } from '@jest/globals';
import { countsOf, tallyFrom } from './jest.ts';

const results = {
  numPassedTests: 7,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 3,
  numRuntimeErrorTestSuites: 4,
};
const green = { ...results, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

test('a file that could not run is a failure, a test still to be written is skipped', () => {
  expect(countsOf(results)).toEqual({ passed: 7, failed: 5, skipped: 5 });
});

test('a run without results is a failure', () => {
  expect(tallyFrom(undefined, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a run that ended badly is never green, whatever it counted', () => {
  expect(tallyFrom(green, false)).toEqual({ passed: 7, failed: 1, skipped: 5 });
  expect(tallyFrom(green, true)).toEqual({ passed: 7, failed: 0, skipped: 5 });
  expect(tallyFrom(results, false).failed).toBe(5);
});
