/** compose-go, the library that docker compose reads its files with. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

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
  'SLACK_URL',
  'MAIL_PASSWORD',
  'LOGS_HOST',
];

/** @returns the services that it found, or why it refuses the file. */
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
