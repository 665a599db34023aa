import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  fastify as createFastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { installBodyParsers } from '../body/body-parsers.js';
import { dressApiRoutes } from '../request/api-routes.js';
import { answerClientError } from '../request/client-errors.js';
import type { ServiceParts } from './service.module.js';
import { serviceLimits, type ServiceSettings } from './service.settings.js';

/** Fastify with every limit in sight, and nothing on it that a redirect would pay for. */
export function createHttpServer(settings: ServiceSettings, parts: ServiceParts): FastifyAdapter {
  const fastify = createFastify({
    logger: false,
    bodyLimit: serviceLimits.bodyBytesMax,
    trustProxy: settings.trustProxy.length > 0 ? settings.trustProxy : false,
    keepAliveTimeout: serviceLimits.keepAliveMs,
    requestTimeout: settings.requestTimeoutMs,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    requestIdHeader: false,
    // Request ids are made at first need, see request-id.ts.
    genReqId: () => '',
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: serviceLimits.pathParameterMax },
    http: {
      maxHeaderSize: serviceLimits.headerBytesMax,
      connectionsCheckingInterval: serviceLimits.connectionsCheckMs,
      // Requests without a body, such as redirects, get no body stream: a fifth of what they cost.
      optimizeEmptyRequests: true,
    },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      parts.answers.send(error, request, reply),
  });
  limitConnections(fastify.server, settings);
  installBodyParsers(fastify);
  dressApiRoutes(fastify, { ...parts, sampler: parts.tracing?.sampler ?? null });
  return adapterWithoutHooks(fastify);
}

/** Set on the server itself: Fastify hands on only some of them. */
function limitConnections(server: Server, settings: ServiceSettings): void {
  server.keepAliveTimeout = serviceLimits.keepAliveMs;
  server.headersTimeout = Math.min(serviceLimits.headersTimeoutMs, settings.requestTimeoutMs);
  server.requestTimeout = settings.requestTimeoutMs;
  server.maxHeadersCount = serviceLimits.headersMax;
  server.maxConnections = settings.connectionsMax;
}

/**
 * The adapter hangs seven hooks on every route, which a redirect would pay for: they serve CORS, versions, middleware
 * and security headers of Nest, none of which is used here, and a 503 at the end, which Fastify answers itself.
 */
function adapterWithoutHooks(fastify: FastifyInstance): FastifyAdapter {
  const { addHook } = fastify;
  fastify.addHook = () => fastify;
  const adapter = new FastifyAdapter(fastify);
  fastify.addHook = addHook;
  return adapter;
}
