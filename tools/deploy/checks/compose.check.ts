import { basename } from 'node:path';
import { readCompose, servicesOf } from '../compose/compose-file.ts';
import { COMPOSE_FILES } from '../compose/compose-files.ts';
import { faultsIn } from '../compose/compose-rules.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** The compose files under our own rules: ports, settings, volumes and what waits for what. */
export const check: DeployCheck = {
  name: 'compose',
  run() {
    const files = COMPOSE_FILES.map(readCompose);
    return {
      objects: files.flatMap(servicesOf).length,
      faults: files.flatMap((file) => faultsIn(file).map((fault) => `${basename(file.path)}: ${fault}`)),
    };
  },
};
