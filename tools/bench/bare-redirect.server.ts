/** A peer of the redirect benchmark: node:http as it comes, and nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { peerAnswers } from './peer.server.ts';

const { links, fields } = await peerAnswers();

const server = createServer((request, response) => {
  const location = links.get(request.url!.slice(1));
  if (location === undefined) response.writeHead(404);
  else response.writeHead(302, ['location', location, ...fields]);
  response.end();
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
