import { expect, test } from '@jest/globals';
import { box } from './box.ts';

test('every line of a box is as wide as the others', () => {
  const lines = box('Title', [
    ['a', '1'],
    ['longer', 'and a value that is longer still'],
  ]).split('\n');
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[1]).toMatch(/^│ a {8}1 +│$/);
  const narrow = box('A title wider than its rows', [['a', 'b']]).split('\n');
  expect(new Set(narrow.map((line) => line.length)).size).toBe(1);
});
