import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, NameRequest } from './answer.js';
import type { Redirects } from './redirects.js';
import { requestFields } from './request-fields.js';

/** One request that node:http has read, and the response to it. */
export class HttpExchange {
  readonly request: NameRequest;

  constructor(
    { method, url, rawHeaders, socket }: IncomingMessage,
    private readonly response: ServerResponse,
    name: string | undefined,
  ) {
    const fields = requestFields(rawHeaders);
    this.request = { method: method!, url: url!, name, fields, socket, atMs: Date.now() };
  }

  answerFrom(redirects: Redirects): void | Promise<void> {
    const answer = redirects.answer(this.request);
    if (answer instanceof Promise) return answer.then((awaited) => this.write(awaited, redirects));
    this.write(answer, redirects);
  }

  write(answer: Answer, redirects: Redirects): void {
    this.response.writeHead(answer.status, answer.head).end(answer.body);
    const record = () => redirects.record(answer, this.request);
    // Behind an answer that is awaited it waits for its turn, which may never come: then nobody was redirected.
    if (this.response.socket === null) this.response.once('finish', record);
    else record();
  }
}
