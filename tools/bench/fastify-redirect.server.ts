/** A peer of the redirect benchmark: Fastify with one route. */
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { peerAnswers } from './peer.server.ts';

const { links, headers } = await peerAnswers();

const server = fastify();
server.get<{ Params: { name: string } }>('/:name', (request, reply) => {
  const location = links.get(request.params.name);
  if (location === undefined) return reply.code(404).send();
  return reply.code(302).header('location', location).headers(headers).send();
});

await server.listen({ port: 0, host: '127.0.0.1' });
process.send?.((server.server.address() as AddressInfo).port);
