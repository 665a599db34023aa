import { expect, test } from '@jest/globals';
import { circles } from './circles.ts';
import { readWorkspace } from './workspace.ts';
import { FIXTURES, foundIn } from './planted.ts';

test('a file may be reached on several ways', () => {
  expect(foundIn('circles/good', circles)).toEqual([]);
});

test('circles of one, two and three files are found, type-only and dynamic imports included', () => {
  expect(foundIn('circles/bad', circles)).toEqual([
    'libs/link/src/pair-two.ts:2 no-circles',
    'libs/link/src/self.ts:1 no-circles',
    'libs/link/src/three-c.ts:1 no-circles',
    'tools/tool-b.ts:1 no-circles',
  ]);
});

test('the whole way round is told', () => {
  const [pair] = circles(readWorkspace(`${FIXTURES}/circles/bad`));
  expect(pair?.mend).toContain(
    'libs/link/src/pair-one.ts -> libs/link/src/pair-two.ts -> libs/link/src/pair-one.ts',
  );
});
