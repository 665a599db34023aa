import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { EDGE_FIELD, edgeField } from '@fleetlink/click';
import { LinkResolver, verdictOf, type LinkTarget } from '@fleetlink/link';
import { LookupOptions } from '../lookup.settings.js';
import { cacheControl } from './cache-control.js';
import { NameAnswers } from './name-answers.js';
import { RedirectClicks } from './redirect-clicks.js';
import { requestFields } from './request-fields.js';

/** Follows names: what a GET or HEAD of one is answered with, written straight to node:http. */
@Injectable()
export class Redirects {
  constructor(
    private readonly resolver: LinkResolver,
    private readonly answers: NameAnswers,
    private readonly clicks: RedirectClicks,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  /** The link in whatever state; at once when it is known here. See `LinkResolver.resolve`. */
  find(name: string, nowMs: number): LinkTarget | undefined | Promise<LinkTarget | undefined> {
    return this.resolver.resolve(name, nowMs);
  }

  answer(
    target: LinkTarget | undefined,
    nowMs: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const fields = requestFields(request.rawHeaders);
    const verdict = target ? verdictOf(target, nowMs) : 'absent';
    if (!target || verdict !== 'redirect') {
      const { status, head, body } = this.answers.to(verdict as 'absent', fields.accept);
      response.writeHead(status, head).end(body);
      return;
    }
    response.writeHead(target.redirectStatus, this.headOf(target, nowMs)).end();
    if (request.method === 'GET') this.clicks.record(target, nowMs, request.socket, fields);
  }

  private headOf(target: LinkTarget, nowMs: number): string[] {
    const { edgeCacheSeconds } = this.options.redirect;
    const caching = cacheControl(target, nowMs, edgeCacheSeconds);
    const head = ['location', target.url, 'cache-control', caching, 'content-length', '0'];
    if (edgeCacheSeconds > 0) head.push(EDGE_FIELD, edgeField(target));
    return head;
  }
}
