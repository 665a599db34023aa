import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { storyOf } from './jest-reporter.ts';
import { ROOT } from './program.ts';

const file = {
  testFilePath: join(ROOT, 'libs/link/src/link.spec.ts'),
  failureMessage: null,
  numPassingTests: 2,
  numFailingTests: 0,
  perfStats: { runtime: 1250 },
  testResults: [{ fullName: 'a link is found', status: 'passed' }],
};

test('a green file is one line', () => {
  expect(storyOf(file)).toBe('libs/link/src/link.spec.ts: 2 passed, 0 failed (1.3 s)\n');
});

test('skipped tests are named', () => {
  const left = { ...file, testResults: [{ fullName: 'a link is lost', status: 'pending' }] };
  expect(storyOf(left)).toBe(
    'libs/link/src/link.spec.ts: 2 passed, 0 failed, 1 skipped (1.3 s)\n  skipped: a link is lost\n',
  );
});

test('failures are told in full, and a file that could not run counts as one', () => {
  const failure = 'expected 1, received 2';
  expect(storyOf({ ...file, numFailingTests: 3, failureMessage: failure })).toMatch(
    /3 failed .*\n.*received 2\n$/,
  );
  expect(storyOf({ ...file, failureMessage: failure })).toContain('1 failed');
});
