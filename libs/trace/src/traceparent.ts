import { ROOT_CONTEXT, trace, TraceFlags, type Context, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** W3C Trace Context, version 00, as we write it. */
const OURS = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

/** `00-<trace>-<span>-01`: how a span is told to another process. */
export function traceparentOf({ traceId, spanId }: SpanContext): string {
  return `00-${traceId}-${spanId}-01`;
}

export function isTraceparent(text: unknown): text is string {
  return typeof text === 'string' && OURS.test(text) && spanContextOf(text) !== undefined;
}

/** Undefined for what is no traceparent of https://www.w3.org/TR/trace-context/. */
export function spanContextOf(traceparent: string): SpanContext | undefined {
  const found = parseTraceParent(traceparent);
  return found ? { ...found, isRemote: true } : undefined;
}

export function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** A context whose spans are children of that span, and of nothing that goes on here. */
export function contextOf(parent: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}
