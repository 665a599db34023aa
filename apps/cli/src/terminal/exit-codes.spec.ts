import { expect, test } from '@jest/globals';
import { EXIT, EXIT_MEANINGS, worstOf } from './exit-codes.js';

test('the worst of several outcomes decides', () => {
  expect(worstOf([])).toBe(EXIT.ok);
  expect(worstOf([EXIT.ok, EXIT.unreachable])).toBe(EXIT.unreachable);
  expect(worstOf([EXIT.unreachable, EXIT.failed, EXIT.ok])).toBe(EXIT.failed);
});

test('every exit code has its meaning, once', () => {
  expect(EXIT_MEANINGS.map(([code]) => code)).toEqual(Object.values(EXIT).sort());
});
