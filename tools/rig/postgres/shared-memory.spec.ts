import { expect, test } from '@jest/globals';
import { segmentIn } from './shared-memory.ts';

const lines = ['4711', '/data', '1795357200', '8060', '', '127.0.0.1', '  3375480   2195487', 'ready   '];

test('the seventh line of postmaster.pid names the segment', () => {
  expect(segmentIn(lines.join('\n'))).toEqual({ key: 3_375_480, id: 2_195_487 });
});

test('a server that died before it had one names none', () => {
  expect(segmentIn(lines.slice(0, 6).join('\n'))).toBeUndefined();
  expect(segmentIn('')).toBeUndefined();
});
