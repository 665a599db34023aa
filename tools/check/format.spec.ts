import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { FIXTURES } from './planted.ts';

const ROOT = join(import.meta.dirname, '../..');

function prettierOn(folder: string): { status: number | null; stderr: string } {
  const settings = ['--config', join(ROOT, '.prettierrc.json'), '--ignore-path', devNull];
  return spawnSync(
    join(ROOT, 'node_modules/.bin/prettier'),
    ['--check', ...settings, join(FIXTURES, folder)],
    {
      encoding: 'utf8',
    },
  );
}

test('a tidy file passes', () => {
  expect(prettierOn('format/good').status).toBe(0);
});

test('an untidy file fails by name', () => {
  const { status, stderr } = prettierOn('format/bad');
  expect(status).toBe(1);
  expect(stderr).toContain('untidy.ts');
});
