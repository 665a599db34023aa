/** The peer of the redirect benchmark: node:http and nothing else, answering the fields it is given. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [path, fields] = JSON.parse(process.argv[2]!) as [path: string, fields: string[]];

const server = createServer((request, response) => {
  if (request.url === path) response.writeHead(302, fields);
  else response.writeHead(404);
  response.end();
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
