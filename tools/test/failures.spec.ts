import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { failuresIn, type AssertionResult } from './failures.ts';
import { ROOT } from './program.ts';

const passed = { status: 'passed', fullName: 'a lease is kept', failureMessages: [] };
const failed = {
  status: 'failed',
  fullName: 'a lease is lost',
  failureMessages: ['Expected: 1\nReceived: 2'],
};
const file = (name: string, message: string, ...assertionResults: AssertionResult[]) => ({
  name: join(ROOT, name),
  message,
  assertionResults,
});

test('a failed test is told with its file and its reason, a passed one is not', () => {
  expect(failuresIn({ testResults: [file('libs/a.spec.ts', 'a long story', passed, failed)] })).toEqual([
    'libs/a.spec.ts: a lease is lost\n    Expected: 1\n    Received: 2',
  ]);
});

test('a file that could not run is told as a whole, and no more than its first lines', () => {
  const message = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  const [story] = failuresIn({
    testResults: [file('libs/b.spec.ts', message), file('libs/c.spec.ts', '', passed)],
  });
  expect(story!.split('\n')).toHaveLength(13);
  expect(story).toMatch(/^libs\/b\.spec\.ts\n {4}line 0\n/);
});
