import { expect, test } from '@jest/globals';
import { environment } from './environment.ts';
import { foundIn } from './planted.ts';

test('the doors may read the environment; comments and strings may name it', () => {
  expect(foundIn('environment/good', environment)).toEqual([]);
});

test('every other way to read it is found', () => {
  expect(foundIn('environment/bad', environment)).toEqual(
    [
      'apps/create/src/create.module.ts:1',
      'apps/create/src/links/main.ts:1',
      'libs/link/src/imports.ts:1',
      'libs/link/src/reads-by-index.ts:1',
      'libs/link/src/reads-globally.ts:1',
      'libs/link/src/reads.ts:2',
      'libs/link/src/takes-apart.ts:1',
    ].map((place) => `${place} one-door-to-the-environment`),
  );
});
