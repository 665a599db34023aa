import { expect, test } from '@jest/globals';
import { counted, countText, estimateText, momentText, sizeText } from './quantity.js';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [10_240, '10 KiB'],
  [1_048_575, '1.0 MiB'],
  [1_048_576, '1.0 MiB'],
  [123_456_789, '118 MiB'],
  [2 ** 50 * 2000, '2000 PiB'],
  [null, '-'],
])('%s bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('counts have thousands apart, and estimates say what they are', () => {
  expect(countText(1_234_567)).toBe('1,234,567');
  expect(estimateText(16_384.4)).toBe('~16,384');
  expect([countText(null), estimateText(null)]).toEqual(['-', '-']);
  expect([counted(0, 'shard'), counted(1, 'shard'), counted(2, 'shard')]).toEqual([
    '0 shards',
    '1 shard',
    '2 shards',
  ]);
});

test('a midnight is its date, another moment is whole', () => {
  expect(momentText(Date.UTC(2026, 10, 1))).toBe('2026-11-01');
  expect(momentText(Date.UTC(2026, 10, 1, 7))).toBe('2026-11-01T07:00:00.000Z');
  expect(momentText(null)).toBe('-');
});
