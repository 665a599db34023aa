/** The compose files under our own rules, and under the specification's own reader. */
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { ROOT } from '../../test/program.ts';
import type { DeployCheck } from '../deploy-check.ts';
import { readCompose, servicesOf } from './compose-file.ts';
import { faultsIn } from './compose-rules.ts';

export const FILES = ['compose.yml', 'compose.production.yml'].map((name) => join(ROOT, 'docker', name));
const READER = join(import.meta.dirname, 'compose-go');
const READ_MS_MAX = 180_000;

/** Values for every variable that a file must be given. */
const VARIABLES = [
  'POSTGRES_PASSWORD',
  'REDIS_PASSWORD',
  'CODE_KEY',
  'PUBLIC_URL',
  'GRAFANA_PASSWORD',
  'PAGERDUTY_KEY',
  'LOGS_HOST',
];

export const composeCheck: DeployCheck = {
  name: 'compose',
  run() {
    const files = FILES.map(readCompose);
    return {
      objects: files.flatMap(servicesOf).length,
      faults: files.flatMap((file) => faultsIn(file).map((fault) => `${basename(file.path)}: ${fault}`)),
    };
  },
};

export const composeSpecificationCheck: DeployCheck = {
  name: 'compose specification',
  run() {
    if (spawnSync('go', ['version']).status !== 0)
      return { objects: 0, faults: [], skipped: 'Go is not on the PATH' };
    const reads = FILES.map((path) => ({ path, ...readBySpecification(path) }));
    return {
      objects: reads.flatMap(({ services }) => services).length,
      faults: reads.flatMap(({ path, faults }) => faults.map((fault) => `${basename(path)}: ${fault}`)),
    };
  },
};

/** compose-go, the library that docker compose reads its files with. */
export function readBySpecification(path: string): {
  readonly services: string[];
  readonly faults: string[];
} {
  const { status, stdout, stderr } = spawnSync('go', ['run', '.', path], {
    cwd: READER,
    encoding: 'utf8',
    timeout: READ_MS_MAX,
    env: { ...process.env, ...Object.fromEntries(VARIABLES.map((name) => [name, 'a1b2c3'])) },
  });
  const lines = (text: string) => text.split('\n').filter(Boolean);
  return status === 0 ? { services: lines(stdout), faults: [] } : { services: [], faults: lines(stderr) };
}
