/** The little HTTP by which faults are set: GET / lists them, PUT /NAME takes one as its body. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FaultProxy } from './fault-proxy.ts';
import { faultText, parseFault } from './injected-fault.ts';

export async function listenForFaults(
  port: number,
  proxies: ReadonlyMap<string, FaultProxy>,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, proxies).then(
      ({ status, text }) => end(response, status, text),
      (error: Error) => end(response, 422, error.message),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function answer(request: IncomingMessage, proxies: ReadonlyMap<string, FaultProxy>): Promise<Answer> {
  const name = decodeURIComponent((request.url ?? '/').slice(1));
  if (request.method === 'GET' && name === '') return { status: 200, text: listOf(proxies) };
  const proxy = proxies.get(name);
  if (proxy === undefined) return { status: 404, text: `there is no proxy before ${name}` };
  if (request.method !== 'PUT') return { status: 405, text: 'PUT a fault' };
  proxy.set(parseFault(await bodyOf(request)));
  return { status: 200, text: faultText(proxy.fault) };
}

function listOf(proxies: ReadonlyMap<string, FaultProxy>): string {
  return JSON.stringify(
    Object.fromEntries([...proxies].map(([name, { fault }]) => [name, faultText(fault)])),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trim();
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
