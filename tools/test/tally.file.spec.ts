import { expect, test } from '@jest/globals';
import { forgetTally, readTally, writeTally } from './tally.file.ts';

test('counts are read as they were written; without any, the run failed', () => {
  const [name, tally] = ['spec-of-the-tally-file', { passed: 3, failed: 0, skipped: 1 }];
  writeTally(name, tally);
  expect(readTally(name)).toEqual(tally);
  forgetTally(name);
  expect(readTally(name)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
