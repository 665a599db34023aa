import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FIXTURES } from './planted.ts';

function run(fixture: string, ...names: string[]): { status: number | null; stdout: string } {
  const script = join(import.meta.dirname, 'check.ts');
  return spawnSync(process.execPath, [script, ...names], { cwd: join(FIXTURES, fixture), encoding: 'utf8' });
}

test('without faults it says what was looked at, and succeeds', () => {
  const { status, stdout } = run('boundaries/good', 'boundaries', 'circles');
  expect(stdout).toBe('boundaries: 8 projects, 0 faults\ncircles: 15 sources, 0 faults\n');
  expect(status).toBe(0);
});

test('each fault is one line with its place, its rule and its cure; then it fails', () => {
  const { status, stdout } = run('circles/bad', 'names', 'circles');
  expect(stdout).toContain('libs/link/src/pair-two.ts:2 no-circles: ');
  expect(stdout.trimEnd().split('\n')).toHaveLength(6);
  expect(status).toBe(1);
});

test('a name that is no check fails', () => {
  expect(run('circles/good', 'circus')).toMatchObject({ status: 1 });
});
