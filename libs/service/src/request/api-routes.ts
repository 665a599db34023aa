import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Histogram } from 'prom-client';
import { isApiPath } from './api-path.js';
import type { BodyRuleSet } from '../body/body-rules.decorator.js';
import type { Metrics } from '../metrics/metrics.js';
import { requestIdOf } from './request-id.js';
import type { RouteTable } from './route-table.js';

type ApiLabel = 'method' | 'route' | 'status';

const bucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * Gives API routes their request id, metrics and body rules. The hooks sit on those routes alone, not on
 * the server: a redirect must not pay for them, not even by asking whether they apply.
 */
export function dressApiRoutes(server: FastifyInstance, routes: RouteTable, metrics: Metrics): void {
  const seconds: Histogram<ApiLabel> = metrics.histogram({
    name: 'fleetlink_http_request_seconds',
    help: 'Time from head to answer of API requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: bucketsSeconds,
  });
  server.addHook('onRoute', (route) => {
    routes.add(route.url, route.method);
    applyBodyRules(route);
    if (!isApiPath(route.url)) return;
    route.onRequest = [...listed(route.onRequest), nameRequest];
    route.onResponse = [...listed(route.onResponse), observer(seconds, route.url)];
  });
}

function applyBodyRules(route: RouteOptions): void {
  const { bodyRules } = (route.config ?? {}) as { bodyRules?: BodyRuleSet };
  if (bodyRules?.bytesMax !== undefined) route.bodyLimit = bodyRules.bytesMax;
}

function nameRequest(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.header('X-Request-Id', requestIdOf(request.raw)).header('X-Content-Type-Options', 'nosniff');
  done();
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
