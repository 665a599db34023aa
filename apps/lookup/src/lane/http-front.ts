import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { ServiceLog } from '@fleetlink/service';
import { HttpExchange } from '../redirect/http-exchange.js';
import type { Redirects } from '../redirect/redirects.js';

/** A plain name with or without a query; whatever else a path may be is the router's. */
const PATH = /^\/([0-9A-Za-z_-]{3,64})(?:\?|$)/;

/** GET and HEAD of names are answered on node:http's request event. Everything else goes on to the router. */
export class HttpFront {
  constructor(
    private readonly redirects: Redirects,
    private readonly log: ServiceLog,
  ) {}

  takeOver(server: Server): void {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (!this.serves(request, response)) for (const listener of listeners) listener(request, response);
    });
  }

  private serves(request: IncomingMessage, response: ServerResponse): boolean {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return false;
    const name = PATH.exec(request.url!)?.[1];
    if (name === undefined) return false;
    this.answer(new HttpExchange(request, response, name), response);
    return true;
  }

  /** Nothing stands between this and the event loop: what is thrown here would end the process. */
  private answer(exchange: HttpExchange, response: ServerResponse): void {
    const fail = (error: unknown): void => {
      this.log.error({ err: error, path: exchange.request.url }, 'request failed');
      response.destroy();
    };
    try {
      exchange.answerFrom(this.redirects)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  }
}
