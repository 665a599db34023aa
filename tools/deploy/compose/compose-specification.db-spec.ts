import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { COMPOSE_FILES } from './compose-files.ts';
import { readBySpecification } from './compose-go.ts';

jest.setTimeout(240_000);

const hasGo = spawnSync('go', ['version']).status === 0;
const whereGoIs = hasGo ? describe : describe.skip;

whereGoIs('the reader of docker compose (skipped where there is no Go)', () => {
  it.each(COMPOSE_FILES)('takes %s', (path) => {
    expect(readBySpecification(path).faults).toEqual([]);
  });

  it.each([
    ['healthchek:', 'healthcheck:'],
    ['condition: service_health', 'condition: service_healthy'],
    ['networks: [fleets]', 'networks: [fleet]'],
  ])('refuses %s', (wrong, right) => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    try {
      const path = join(folder, 'compose.yml');
      writeFileSync(path, readFileSync(COMPOSE_FILES[0]!, 'utf8').replace(right, wrong));
      expect(readBySpecification(path).faults).not.toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
