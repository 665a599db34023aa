import { isUtf8 } from 'node:buffer';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { boundSilenceOnly } from '../request/client-errors.js';
import { rulesOf } from '../request/route-rules.decorator.js';
import { jsonProblem, parseStrictJson } from './strict-json.js';

/**
 * Bodies are strict JSON, or a stream where the route asks for one; everything else is 415. Fastify's own
 * parsers go: its JSON one lets the last of two equal keys win, and its text one takes anything.
 */
export function installBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseStrictJson(textOf(body as Buffer)));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  server.addContentTypeParser('*', (request, stream, done) => {
    if (!streams(request)) return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined);
    boundSilenceOnly(request.raw);
    done(null, stream);
  });
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw jsonProblem({ pointer: '', rule: 'text', message: 'The body is not UTF-8.' });
  return body.toString('utf8');
}

function streams(request: FastifyRequest): boolean {
  const { stream } = rulesOf(request.routeOptions.config);
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return stream !== undefined && mediaType.trim().toLowerCase() === stream;
}
