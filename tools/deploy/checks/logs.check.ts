import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logSchema } from '../../docs/log-schema.file.ts';
import type { DeployCheck } from '../deploy-check.ts';
import { lifecycleFaults, type Lifecycle } from '../logs/log-lifecycle.ts';
import { mappingFaults, type IndexTemplate } from '../logs/log-mapping.ts';

const ELASTICSEARCH = join(import.meta.dirname, '../../../docker/monitoring/elasticsearch');

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Logs are indexed as docs/log.schema.json says that they are written, and go after their time. */
export const check: DeployCheck = {
  name: 'logs',
  run: () => {
    const template = read(join(ELASTICSEARCH, 'index-template.json')) as IndexTemplate;
    const lifecycle = read(join(ELASTICSEARCH, 'lifecycle.json')) as Lifecycle;
    return { objects: 3, faults: [...mappingFaults(logSchema, template), ...lifecycleFaults(lifecycle)] };
  },
};
