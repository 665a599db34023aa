import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { LinkTarget } from '@fleetlink/link';
import { ServiceLog } from '@fleetlink/service';
import { LookupOptions } from '../lookup.settings.js';
import { Redirects } from '../redirect/redirects.js';

/** A plain name with or without a query; whatever else a path may be is the router's. */
const PATH = /^\/([0-9A-Za-z_-]{3,64})(?:\?|$)/;

/** Reads that the lane began for requests it left to the router. */
const begun = new WeakMap<IncomingMessage, Promise<LinkTarget | undefined>>();

/** The read that is under way for this request, if the lane has begun one. */
export function foundOnLane(request: IncomingMessage): Promise<LinkTarget | undefined> | undefined {
  return begun.get(request);
}

/**
 * The fast lane: GET and HEAD of names that this process knows are answered on node:http's request event, before the
 * router. Everything else goes on to it as if there were no lane.
 */
@Injectable()
export class HttpLane implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly redirects: Redirects,
    private readonly log: ServiceLog,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  onModuleInit(): void {
    if (this.options.redirect.lane === 'off') return;
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
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
    const nowMs = Date.now();
    const found = this.redirects.find(name, nowMs);
    if (found instanceof Promise) {
      begun.set(request, found);
      // Who handles the failure comes later in this turn.
      found.catch(() => {});
      return false;
    }
    this.answer(found, nowMs, request, response);
    return true;
  }

  /** Nothing stands between this and the event loop: what is thrown here would end the process. */
  private answer(
    found: LinkTarget | undefined,
    nowMs: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    try {
      this.redirects.answer(found, nowMs, request, response);
    } catch (error) {
      this.log.error({ err: error, path: request.url }, 'request failed');
      response.destroy();
    }
  }
}
