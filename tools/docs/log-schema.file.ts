import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogSchema } from '../deploy/logs/log-mapping.ts';
import type { DescribedLogs } from './logs-page.ts';

/** docs/log.schema.json, which is written by hand. */
export const logSchema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/log.schema.json'), 'utf8'),
) as LogSchema & DescribedLogs;
