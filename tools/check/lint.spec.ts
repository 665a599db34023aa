import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FIXTURES } from './planted.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** Lints a copy outside the repository, for its own configuration leaves the fixtures out. */
function linted(fixture: string): { status: number | null; diagnostics: Diagnostic[] } {
  const folder = mkdtempSync(join(tmpdir(), 'fleetlink-lint-'));
  try {
    cpSync(join(FIXTURES, fixture), folder, { recursive: true });
    cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    const { status, stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format=json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, ...(JSON.parse(stdout) as { diagnostics: Diagnostic[] }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what the rules allow passes: long specs, consoles of tools and cli, modules without members', () => {
  expect(linted('lint/good')).toMatchObject({ status: 0, diagnostics: [] });
});

test('each bad file breaks one rule, most often the one it is named after', () => {
  const { status, diagnostics } = linted('lint/bad');
  const found = diagnostics.map(({ code, filename }) => `${basename(filename)}: ${code}`).toSorted();
  expect(status).toBe(1);
  expect(found).toEqual([
    'complexity.ts: eslint(complexity)',
    'eqeqeq.ts: eslint(eqeqeq)',
    'max-lines-per-function.ts: eslint(max-lines-per-function)',
    'max-lines.spec.ts: eslint(max-lines)',
    'max-lines.ts: eslint(max-lines)',
    'no-console.ts: eslint(no-console)',
    'no-cycle-back.ts: import(no-cycle)',
    'no-cycle.ts: import(no-cycle)',
    'no-debugger.ts: eslint(no-debugger)',
    'no-explicit-any.ts: typescript(no-explicit-any)',
    'no-focused-tests.spec.ts: jest(no-focused-tests)',
    'no-shadow.ts: eslint(no-shadow)',
    'prefer-node-protocol.ts: unicorn(prefer-node-protocol)',
  ]);
});
