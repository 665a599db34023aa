import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { quoted } from './export-lines.ts';

test.each([`plain`, `it's`, `'`, `"$HOME" \\ \`date\``, 'two\nlines'])(
  'a shell reads %j as it was',
  (value) => {
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${quoted(value)}`], { encoding: 'utf8' })).toBe(value);
  },
);
