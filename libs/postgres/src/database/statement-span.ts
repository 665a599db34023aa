import { SpanKind } from '@opentelemetry/api';
import type { SpanRequest } from '@fleetlink/trace';
import type { Statement } from './session.js';

/** A statement, or what stands for several. */
export type Traced = Partial<Statement>;

/** By its name or its first word: what it says of links and people is told to nobody. */
export function statementSpan({ name, text = '' }: Traced, database: string): SpanRequest {
  const summary = name ?? /\w+/.exec(text)?.[0] ?? '';
  return {
    name: `${summary} ${database}`,
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql', 'db.namespace': database, 'db.query.summary': summary },
  };
}
