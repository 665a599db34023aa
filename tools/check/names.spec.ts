import { expect, test } from '@jest/globals';
import { names } from './names.ts';
import { foundIn } from './planted.ts';
import { ROLES, TEST_ROLES } from './roles.ts';

test('well-named files, folders and classes pass', () => {
  expect(foundIn('names/good', names)).toEqual([]);
});

test('every bad name is found where it stands', () => {
  expect(foundIn('names/bad', names)).toEqual([
    'apps/create/src/main.ts:21 short-main',
    'libs/link/core:1 folder-name',
    'libs/link/src/LinkMinter.ts:1 file-name',
    'libs/link/src/classes.ts:1 class-name',
    'libs/link/src/classes.ts:3 class-name',
    'libs/link/src/classes.ts:6 class-name',
    'libs/link/src/classes.ts:8 class-name',
    'libs/link/src/index.ts:2 export-by-name',
    'libs/link/src/link.spec.store.ts:1 file-name',
    'libs/link/src/link.store.schema.ts:1 file-name',
    'libs/link/src/link.stuff.ts:1 file-name',
    'libs/link/src/link_store.ts:1 file-name',
    'libs/link/src/utils:1 folder-name',
  ]);
});

test('each role is told in one sentence', () => {
  for (const sentence of [...Object.values(ROLES), ...Object.values(TEST_ROLES)]) {
    expect(sentence).toMatch(/^[a-z].*\.$/);
  }
});
