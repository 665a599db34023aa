import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { contextOf } from './traceparent.js';

export interface SpanRequest {
  /** Of few: names are searched for. What differs is an attribute. */
  readonly name: string;
  /** Internal unless said. */
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
  /** Epoch milliseconds, for a span that began before it was asked for. */
  readonly startTime?: number;
}

/** Work that is done once for several callers. */
export interface SharedWork extends SpanRequest {
  /** The spans of those callers that are traced, repeated as often as they like. */
  readonly callers: readonly SpanContext[];
}

/** Traces that learn of one shared piece of work; the others miss that span. */
export const SHARED_SPANS_MAX = 16;

/** Without a provider, which only OTEL_EXPORTER_OTLP_ENDPOINT brings, spans come to nothing. */
const tracer = trace.getTracer('fleetlink');

/** The span of what is going on, if that is traced. */
export function activeSpan(): Span | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span : undefined;
}

export function startSpan({ name, kind = SpanKind.INTERNAL, ...rest }: SpanRequest, parent: Context): Span {
  return tracer.startSpan(name, { kind, ...rest }, parent);
}

/** Runs `work` in a span of its own, where something traced is going on; elsewhere the span is not even described. */
export function inSpan<Result>(describe: () => SpanRequest, work: () => Promise<Result>): Promise<Result> {
  if (activeSpan() === undefined) return work();
  const span = startSpan(describe(), context.active());
  return settled([span], () => context.with(trace.setSpan(context.active(), span), work));
}

/** The same work, in the trace that goes on now, whenever and by whatever it is called. */
export function inThisTrace<Work extends (...args: never[]) => unknown>(work: Work): Work {
  return context.bind(context.active(), work);
}

/**
 * Runs `work` in a span of each caller's trace: what happens inside belongs to the first of them, to which the others'
 * spans are linked. Nothing of what the moment happens to stand in is taken over.
 */
export function inSharedSpan<Result>(
  { callers, ...request }: SharedWork,
  work: () => Promise<Result>,
): Promise<Result> {
  const [first, ...others] = distinct(callers);
  if (first === undefined) return context.with(ROOT_CONTEXT, work);
  const span = startSpan(request, contextOf(first));
  const links = [{ context: span.spanContext() }];
  const echoes = others.map((caller) => startSpan({ ...request, links }, contextOf(caller)));
  return settled([span, ...echoes], () => context.with(trace.setSpan(contextOf(first), span), work));
}

function distinct(callers: readonly SpanContext[]): SpanContext[] {
  return [...new Map(callers.map((caller) => [caller.spanId, caller])).values()].slice(0, SHARED_SPANS_MAX);
}

async function settled<Result>(spans: readonly Span[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    for (const span of spans) fail(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** By its code: messages may hold what somebody sent. */
function fail(span: Span, error: unknown): void {
  const { code, name } = error as { code?: unknown; name?: unknown };
  span
    .setStatus({ code: SpanStatusCode.ERROR })
    .setAttribute('error.type', String(code ?? name ?? 'unknown'));
}
