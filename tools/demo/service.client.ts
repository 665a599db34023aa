import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './arguments.ts';
import { DemoFault } from './demo-fault.ts';

/** Requests that are under way at one time, each on a connection of its own that is kept. */
export const CONNECTIONS = 64;

const ANSWER_MS_MAX = 30_000;
/** A service that was killed is back by then. */
const PATIENCE_MS = 30_000;

/** Shorter than the Retry-After of whole seconds: these are people who wait. */
const RETRY_MS = 300;

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly ms: number;
}

/** Talks to one Fleetlink and follows no redirect. */
export class ServiceClient {
  readonly #base: URL;
  readonly #headers: Headers;
  readonly #agent: HttpAgent;
  #busyAnswers = 0;

  constructor({ url, key }: Target, connectionsMax = CONNECTIONS) {
    this.#base = new URL(url);
    this.#headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const options = { keepAlive: true, maxSockets: connectionsMax };
    this.#agent = this.#base.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** A short link is for everyone, so no key goes with it. */
  async follow(name: string, headers: Headers = {}, method = 'GET'): Promise<Answer> {
    return answered(this.#open(method, `/${name}`, headers));
  }

  /**
   * As `follow`, but comes back after a 503, which asks for just that. A connection that fails is an answer too, with
   * the status 0 and the reason as its body.
   */
  async tryFollow(name: string, headers: Headers = {}, method = 'GET'): Promise<Answer> {
    return this.#patiently(() => this.follow(name, headers, method).catch(noAnswer));
  }

  /** 503 answers after which `tryFollow` or `read` came back. */
  get busyAnswers(): number {
    return this.#busyAnswers;
  }

  async post(path: string, body: object, headers: Headers = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  /** A request of the management API. */
  async send(method: string, path: string, body?: object, headers: Headers = {}): Promise<Answer> {
    if (body === undefined) return answered(this.open(method, path, headers));
    const type = { 'content-type': 'application/json' };
    return answered(this.open(method, path, { ...type, ...headers }), JSON.stringify(body));
  }

  /** The body of a 200; comes back after a 503. DemoFault for every other answer. */
  async read<Body>(path: string): Promise<Body> {
    const { status, body } = await this.#patiently(() => answered(this.open('GET', path, {})));
    if (status !== 200) throw new DemoFault(`GET ${path} answers ${status}: ${body.slice(0, 300)}`);
    return JSON.parse(body) as Body;
  }

  /** A request of the management API that is still to be written and ended. */
  open(method: string, path: string, headers: Headers): ClientRequest {
    return this.#open(method, path, { ...this.#headers, ...headers });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #patiently(ask: () => Promise<Answer>): Promise<Answer> {
    for (const giveUpAt = performance.now() + PATIENCE_MS; ; await sleep(RETRY_MS)) {
      const answer = await ask();
      if (answer.status !== 503 || performance.now() > giveUpAt) return answer;
      this.#busyAnswers += 1;
    }
  }

  #open(method: string, path: string, headers: Headers): ClientRequest {
    const { protocol, hostname, port, pathname } = this.#base;
    const send = protocol === 'https:' ? httpsRequest : httpRequest;
    const options = {
      method,
      headers,
      agent: this.#agent,
      host: hostname.replace(/^\[|\]$/g, ''),
      port,
      path: pathname.replace(/\/$/, '') + path,
    };
    return send(options);
  }
}

/** What `catch` makes of a connection that failed. */
export function noAnswer(error: Error): Answer {
  return { status: 0, location: undefined, headers: {}, body: error.message, ms: 0 };
}

/** A line about the 503 answers, or nothing where there were none. */
export function busyNote({ busyAnswers }: ServiceClient): string {
  return busyAnswers === 0 ? '' : `  ${busyAnswers} answers were 503 (busy) and were asked for again\n`;
}

function answered(request: ClientRequest, body?: string): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    request.setTimeout(ANSWER_MS_MAX, () => request.destroy(new Error('no answer within 30 s')));
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      text(response).then((content) => {
        const { statusCode = 0, headers } = response;
        const ms = performance.now() - startedAt;
        resolve({ status: statusCode, location: headers.location, headers, body: content, ms });
      }, reject);
    });
    request.end(body);
  });
}
