import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Histogram } from 'prom-client';
import { isApiPath } from './api-path.js';
import type { Metrics } from '../metrics/metrics.js';
import type { LoadGate, Priority } from './load-gate.js';
import { requestIdOf } from './request-id.js';
import { requestMetrics } from './request.metrics.js';
import { rulesOf } from './route-rules.decorator.js';
import type { RouteTable } from './route-table.js';

type ApiLabel = (typeof requestMetrics.seconds.labels)[number];

export interface ApiDress {
  readonly routes: RouteTable;
  readonly metrics: Metrics;
  readonly gate: LoadGate;
}

/**
 * Gives API routes their request id, metrics, rules and place in the queue. The hooks sit on those routes alone, not on
 * the server: a redirect must not pay for them, not even by asking whether they apply.
 */
export function dressApiRoutes(server: FastifyInstance, { routes, metrics, gate }: ApiDress): void {
  const seconds = metrics.histogram(requestMetrics.seconds);
  server.addHook('onRoute', (route) => {
    routes.add(route.url, route.method);
    const { bytesMax, priority = 'create' } = rulesOf(route.config);
    if (bytesMax !== undefined) route.bodyLimit = bytesMax;
    if (!isApiPath(route.url)) return;
    route.onRequest = [...listed(route.onRequest), nameRequest, admitter(gate, priority)];
    route.onResponse = [...listed(route.onResponse), observer(seconds, route.url)];
  });
}

function nameRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header('X-Request-Id', requestIdOf(request.raw)).header('X-Content-Type-Options', 'nosniff');
  done();
}

/** Before anything of the body is read: to be refused must cost next to nothing. */
function admitter(gate: LoadGate, priority: Priority) {
  return (_request: FastifyRequest, reply: FastifyReply, done: (refusal?: Error) => void): void => {
    if (!gate.enter(priority)) return done(gate.refusal());
    reply.raw.once('close', () => gate.leave());
    done();
  };
}

function observer(seconds: Histogram<ApiLabel>, route: string) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
    done();
  };
}

function listed<Hook>(hooks: Hook | Hook[] | undefined): Hook[] {
  return hooks === undefined ? [] : ([hooks].flat() as Hook[]);
}
