import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

test('the counts are the last line, and a failure is the exit code', () => {
  const script = join(import.meta.dirname, 'test.ts');
  const { status, stdout } = spawnSync(process.execPath, [script, 'no-such-step'], { encoding: 'utf8' });
  expect(stdout).toBe('no step is called no-such-step\n0 passed, 1 failed\n');
  expect(status).toBe(1);
});
