import { join } from 'node:path';
import { ROOT } from '../../test/program.ts';

/** What is deployed with compose. */
export const COMPOSE_FILES = ['compose.yml', 'compose.production.yml'].map((name) =>
  join(ROOT, 'docker', name),
);
