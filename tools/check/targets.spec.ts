import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../test/program.ts';
import { RESULTS_FOLDER } from '../test/jest.ts';
import { PURE_TESTS, TARGETS } from './targets.ts';

interface Target {
  readonly cache?: boolean;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

const { targets } = JSON.parse(readFileSync(join(ROOT, 'project.json'), 'utf8')) as {
  targets: Record<string, Target>;
};

test('every target that Nx knows is run, and none that it does not know', () => {
  expect(Object.keys(TARGETS).toSorted()).toEqual(Object.keys(targets).toSorted());
});

test.each(Object.entries(targets))('%s is cached on what it reads', (_name, { cache, inputs = [] }) => {
  expect(cache).toBe(true);
  expect(inputs).toHaveLength(1);
});

test('the counts of the pure tests are part of the cache', () => {
  expect(targets[PURE_TESTS]?.outputs).toEqual([`{workspaceRoot}/${RESULTS_FOLDER}/pure.json`]);
});
