import { HttpException, HttpStatus } from '@nestjs/common';
import { Problem, problemBody, PROBLEM_MEDIA_TYPE, type ProblemBody } from '@fleetlink/problem';
import { isSampled, spanContextOf } from '@fleetlink/trace';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Counter } from 'prom-client';
import type { ServiceLog } from '../log/service-log.js';
import type { Metrics } from '../metrics/metrics.js';
import { isApiPath } from './api-path.js';
import { QuietLog } from './quiet-log.js';
import { problemOfStatus, statusOfKind } from './request.errors.js';
import { requestMetrics } from './request.metrics.js';
import { requestIdOf } from './request-id.js';
import type { RouteTable } from './route-table.js';

/** An HTML page for a person's browser, instead of problem+json, outside the API. */
export type ErrorPage = (problem: ProblemBody) => string;

export interface ProblemAnswerParts {
  readonly log: ServiceLog;
  readonly metrics: Metrics;
  readonly routes: RouteTable;
  readonly errorPage?: ErrorPage | undefined;
}

/** What an answer depends on. */
export interface FailedRequest {
  readonly method: string;
  readonly url: string;
  readonly accept: string | undefined;
  readonly requestId: string;
  /** Of the caller, see `spanContextOf`. */
  readonly traceparent: unknown;
}

/** What is written; the names of the fields are in lower case. */
export interface ProblemAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
}

interface RecordedRequest {
  readonly method: string;
  readonly requestId: string;
  readonly path: string;
  readonly traceId?: string;
}

const RETRY_AFTER_SECONDS = 1;

/** Long enough to recognise a path, short enough not to echo whatever was sent. */
const INSTANCE_LENGTH_MAX = 256;

/** Turns whatever was thrown into the one answer that callers see: RFC 9457, or a page for a browser. */
export class ProblemAnswers {
  private readonly counter: Counter<'code' | 'kind'>;
  private readonly quiet: QuietLog;

  constructor(private readonly parts: ProblemAnswerParts) {
    this.quiet = new QuietLog(parts.log);
    this.counter = parts.metrics.counter(requestMetrics.problems);
  }

  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { status, fields, body } = this.answerTo(error, {
      method: request.method,
      url: request.raw.url ?? '',
      accept: request.headers.accept,
      requestId: requestIdOf(request.raw),
      traceparent: request.headers.traceparent,
    });
    // A stream that breaks half-way can only be cut off; a clean end would look like all of it.
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    void reply
      .code(status)
      .headers(fields)
      .serializer((text: string) => text)
      .send(body);
  }

  /** For who writes it without Fastify. It is counted, and logged if the fault is ours. */
  answerTo(error: unknown, request: FailedRequest): ProblemAnswer {
    const { method, accept, requestId, traceparent } = request;
    const path = pathOf(request.url);
    const answer = this.answerFor(error, method, path);
    const { code, kind } = answer.problem;
    this.counter.inc({ code, kind });
    this.record(error, answer, { method, requestId, path, ...askedTrace(traceparent) });
    const body = problemBody(answer.problem, { status: answer.status, instance: path, requestId });
    const page = this.page(body, path, accept);
    return {
      status: answer.status,
      fields: {
        'x-request-id': requestId,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...retryAfter(answer),
        ...challenge(answer),
        ...answer.headers,
        'content-type': page === undefined ? PROBLEM_MEDIA_TYPE : 'text/html; charset=utf-8',
      },
      body: page ?? JSON.stringify(body),
    };
  }

  private answerFor(error: unknown, method: string, path: string): Answer {
    if (error instanceof Problem) return { status: statusOfKind[error.kind], problem: error };
    const status = statusOf(error);
    if (status === HttpStatus.NOT_FOUND) return this.noRoute(method, path);
    // Outside the API a path is a name, and a name that cannot be read is a name that nobody has.
    const unreadable = status === HttpStatus.URI_TOO_LONG || codeOf(error) === 'FST_ERR_BAD_URL';
    return problemOfStatus(unreadable && !isApiPath(path) ? HttpStatus.NOT_FOUND : status);
  }

  private noRoute(method: string, path: string): Answer {
    const methods = this.parts.routes.methodsOf(path);
    if (methods.length === 0 || methods.includes(method)) return problemOfStatus(HttpStatus.NOT_FOUND);
    const answer = problemOfStatus(HttpStatus.METHOD_NOT_ALLOWED);
    return { ...answer, headers: { allow: methods.join(', ') } };
  }

  /** A caller's fault is only counted; ours is logged with its cause. */
  private record(error: unknown, { status, problem }: Answer, request: RecordedRequest): void {
    if (status < 500) return;
    const facts = { err: error, code: problem.code, ...request };
    if (error instanceof Problem) this.quiet.warn(problem.code, facts, 'request not served');
    else this.parts.log.error(facts, 'request failed');
  }

  private page(body: ProblemBody, path: string, accept: string | undefined): string | undefined {
    const wanted = accept?.includes('text/html') === true && !isApiPath(path);
    return wanted ? this.parts.errorPage?.(body) : undefined;
  }
}

/** The trace that the caller of a redirect asked for; API requests are inside of theirs. */
function askedTrace(traceparent: unknown): { traceId?: string } {
  const caller = typeof traceparent === 'string' ? spanContextOf(traceparent) : undefined;
  return caller && isSampled(caller) ? { traceId: caller.traceId } : {};
}

function pathOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  return path.slice(0, INSTANCE_LENGTH_MAX);
}

/** Nest's exceptions and Fastify's errors carry a status; a stranger is our fault. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  const fromFastify = typeof code === 'string' && code.startsWith('FST_');
  return fromFastify && typeof statusCode === 'number' ? statusCode : HttpStatus.INTERNAL_SERVER_ERROR;
}

function codeOf(error: unknown): unknown {
  const origin = error instanceof HttpException ? error.cause : error;
  return (origin as { code?: unknown } | undefined)?.code;
}

function retryAfter({ status, problem }: Answer): Record<string, string> {
  const waits = status === 429 || status === 503;
  const seconds = problem.retryAfterSeconds ?? (waits ? RETRY_AFTER_SECONDS : undefined);
  return seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) };
}

function challenge({ status }: Answer): Record<string, string> {
  return status === 401 ? { 'www-authenticate': 'Bearer' } : {};
}
