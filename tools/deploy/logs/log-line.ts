/** Whether a line of a log is what docs/log.schema.json says. */
import { Ajv } from 'ajv';
import { logSchema } from '../../docs/log-schema.file.ts';

/** The time's form is held by Elasticsearch's date. */
const validate = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT/ } });

/** What is wrong with one line, given as JSON or parsed. */
export function logFaults(line: unknown): string[] {
  if (validate.validate(logSchema, typeof line === 'string' ? JSON.parse(line) : line)) return [];
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}: ${text}`,
  );
}
