/** A peer of the benchmark of cold codes: node:http, and one named statement for each code, through the parent. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openRig } from '../rig/rig-fleet.ts';
import { told, type RigAddress } from './peer.server.ts';
import { ReadPath } from './read-path.ts';

const { portBase } = await told<RigAddress>();
const { yardsticks } = await ReadPath.open(openRig(portBase));

const server = createServer((request, response) => void answer(request.url!.slice(1), response));

async function answer(name: string, response: ServerResponse): Promise<void> {
  const row = await yardsticks.throughParent(name);
  if (row === undefined) response.writeHead(404);
  else response.writeHead(302, { location: row.url });
  response.end();
}

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
