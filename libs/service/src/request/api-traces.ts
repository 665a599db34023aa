import { context, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { startSpan, type HeadSampler } from '@fleetlink/trace';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestIdOf } from './request-id.js';

type Done = () => void;

/** Spans of requests that are being answered. */
const begun = new WeakMap<FastifyRequest, Span>();

/** Begins the span of a request that is traced; it ends with the answer, or with its connection. */
export function beginTrace(sampler: HeadSampler, route: string) {
  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    const { traceparent } = request.headers;
    const parent = sampler.contextFor(typeof traceparent === 'string' ? traceparent : undefined);
    if (parent !== undefined) {
      const attributes = {
        'http.request.method': request.method,
        'http.route': route,
        'fleetlink.request.id': requestIdOf(request.raw),
      };
      const span = startSpan(
        { name: `${request.method} ${route}`, kind: SpanKind.SERVER, attributes },
        parent,
      );
      begun.set(request, span);
      reply.raw.once('close', () => end(span, reply.raw.statusCode));
    }
    done();
  };
}

/** What the handler does belongs to the span. After the body was read: its events know nothing of the request. */
export function enterTrace(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  const span = begun.get(request);
  if (span === undefined) done();
  else context.with(trace.setSpan(context.active(), span), done);
}

function end(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= 500)
    span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
