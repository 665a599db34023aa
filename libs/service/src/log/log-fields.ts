import { activeSpan } from '@fleetlink/trace';

/** Errors have causes, and causes do; this many are told. */
const CAUSES_MAX = 5;

/** An error as a log line has it: these fields and no others, since libraries hang whole requests and rows on theirs. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string;
  readonly cause?: ErrorFields;
}

/** What any line may say of itself; whatever else one tells goes under `facts`, so that a search index stays small. */
const ownFields = new Set([
  'name',
  'context',
  'stack',
  'err',
  'code',
  'requestId',
  'traceId',
  'spanId',
  'method',
  'path',
]);

/** The fields of one line: `{ path, shard: 's1' }` -> `{ path, facts: { shard: 's1' } }`. */
export function lineFields(given: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(given);
  const facts = entries.filter(([field]) => !ownFields.has(field));
  const own = Object.fromEntries(entries.filter(([field]) => ownFields.has(field)));
  return facts.length > 0 ? { ...own, facts: Object.fromEntries(facts) } : own;
}

/** Ties a line to the trace that it was written in. */
export function traceFields(): object {
  const span = activeSpan()?.spanContext();
  return span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId };
}

export function errorFields(error: unknown, causesLeft = CAUSES_MAX): unknown {
  return error instanceof Error
    ? fieldsOf(error, causesLeft)
    : { type: typeof error, message: String(error) };
}

function fieldsOf(error: Error, causesLeft: number): ErrorFields {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name || name,
    message,
    stack,
    ...(code !== undefined && { code: String(code) }),
    ...(cause instanceof Error && causesLeft > 0 && { cause: fieldsOf(cause, causesLeft - 1) }),
  };
}

/** Queries may carry secrets, and are not what a path is looked up by. */
export function withoutQuery(path: unknown): unknown {
  return typeof path === 'string' ? path.split('?', 1)[0] : path;
}
