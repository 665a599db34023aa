import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { COMPOSE_FILES } from '../compose/compose-files.ts';
import { readBySpecification } from '../compose/compose-go.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** The compose files as the specification's own reader takes them. */
export const check: DeployCheck = {
  name: 'compose specification',
  run() {
    if (spawnSync('go', ['version']).status !== 0)
      return { objects: 0, faults: [], skipped: 'Go is not on the PATH' };
    const reads = COMPOSE_FILES.map((path) => ({ path, ...readBySpecification(path) }));
    return {
      objects: reads.flatMap(({ services }) => services).length,
      faults: reads.flatMap(({ path, faults }) => faults.map((fault) => `${basename(path)}: ${fault}`)),
    };
  },
};
