import { expect, test } from '@jest/globals';
import { boundaries } from './boundaries.ts';
import { foundIn } from './planted.ts';

test('a workspace whose arrows run down has no fault, test code and standalone included', () => {
  expect(foundIn('boundaries/good', boundaries)).toEqual([]);
});

test('exactly the planted faults are found', () => {
  expect(foundIn('boundaries/bad', boundaries)).toEqual([
    'apps/create/src/index.ts:1 apps-apart',
    'apps/lookup/src/tests-in-product.ts:1 testing-in-tests-only',
    'apps/standalone/src/index.ts:2 testing-in-tests-only',
    'libs/click/package.json:13 imported',
    'libs/click/src/knows-links.ts:1 clicks-know-no-links',
    'libs/click/src/reaches-deep.ts:1 face-only',
    'libs/click/src/tests-in-product.ts:1 testing-in-tests-only',
    'libs/click/tsconfig.json:1 imported',
    'libs/click/tsconfig.json:1 referenced',
    'libs/code/src/climbs.spec.ts:1 floors-run-down',
    'libs/code/src/climbs.ts:1 floors-run-down',
    'libs/code/src/imports-nest.ts:1 ground-floor-without-nest',
    'libs/code/src/looks-sideways.ts:1 floors-run-down',
    'libs/link/src/imports-nobody.ts:1 known-neighbour',
    'libs/link/src/imports-own-index.ts:1 own-face',
    'libs/link/src/imports-own-name.ts:1 own-face',
    'libs/link/src/leaves-src.ts:1 stays-inside',
    'libs/link/src/leaves-the-package.ts:1 stays-inside',
    'libs/link/src/root-package-in-product.ts:1 declared',
    'libs/link/src/undeclared-neighbour.ts:1 declared',
    'libs/link/src/undeclared-package.spec.ts:2 declared',
    'libs/link/src/undeclared-package.ts:1 declared',
    'libs/link/tsconfig.json:1 referenced',
    'libs/loose/package.json:1 has-a-floor',
    'libs/loose/package.json:1 is-built',
    'tools/rig/leaves-tools.ts:1 stays-inside',
    'tools/rig/undeclared-tool.ts:1 declared',
  ]);
});
