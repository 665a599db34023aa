import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from './answer.js';
import { HttpExchange } from './http-exchange.js';
import type { Redirects } from './redirects.js';

const redirect: Answer = {
  status: 302,
  head: ['location', '/', 'content-length', '0'],
  body: '',
  target: undefined,
};

/** Answers at once, but for names that begin with `slow`. */
const redirects = {
  answer: ({ name }: { name: string }) =>
    name.startsWith('slow')
      ? new Promise<Answer>((resolve) => setTimeout(() => resolve(redirect), 20))
      : redirect,
  record: (_: Answer, { name }: { name: string }) => void recorded.push(name),
} as unknown as Redirects;

let recorded: string[];
let server: Server;

beforeEach(async () => {
  recorded = [];
  server = createServer((request, response) => {
    const exchange = new HttpExchange(request, response, request.url!.slice(1));
    void exchange.answerFrom(redirects);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

/** Sends all in one packet. @returns how many redirects came until the connection ended. */
async function answersTo(...heads: string[]): Promise<number> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1');
  socket.write(heads.join(''));
  let text = '';
  for await (const chunk of socket) text += chunk as string;
  return text.split('HTTP/1.1 302').length - 1;
}

const get = (name: string, fields = 'Host: go.example\r\n') => `GET /${name} HTTP/1.1\r\n${fields}\r\n`;
const LAST = 'Host: go.example\r\nConnection: close\r\n';

describe('HttpExchange', () => {
  it('counts answers that had to wait for the one before, once they are sent', async () => {
    expect(await answersTo(get('slow-one'), get('two'), get('three', LAST))).toBe(3);
    expect(recorded.toSorted()).toEqual(['slow-one', 'three', 'two']);
  });

  it('does not count an answer that is never sent, as one before it was the last', async () => {
    expect(await answersTo(get('slow-one'), get('without-host', ''), get('three'))).toBe(1);
    expect(recorded).toEqual(['slow-one']);
  });
});
