import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { verdictOf, type LinkTarget } from '@fleetlink/link';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LookupOptions } from '../lookup.settings.js';
import { pageHeaders } from '../page/html.js';
import { previewPage } from '../preview/preview.page.js';
import { HttpExchange } from './http-exchange.js';
import { wantsPage } from './name-answers.js';
import { Redirects } from './redirects.js';

/** A name, or a name with the preview mark. Nothing else is looked up. */
const PATH = /^([0-9A-Za-z_-]{3,64})(\+?)$/;

type PathRequest = FastifyRequest<{ Params: { name: string } }>;

/**
 * `GET /{name}` by way of the router. The route stands on Fastify itself: around a controller's method Nest wraps four
 * promises, which cost more than the answer.
 */
@Injectable()
export class RedirectRoute implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly redirects: Redirects,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  /** Fastify makes one for HEAD as well: the same answer, not counted. */
  onModuleInit(): void {
    const server: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    server.get('/:name', (request: PathRequest, reply) => this.follow(request, reply));
  }

  private follow(request: PathRequest, reply: FastifyReply): void | Promise<void> {
    const [, name, preview] = PATH.exec(request.params.name) ?? [];
    const exchange = new HttpExchange(request.raw, reply.raw, name);
    if (name !== undefined && preview !== '') return this.lookAt(name, exchange, request, reply);
    // There is nothing for Fastify to serialise or hook into.
    reply.hijack();
    return exchange.answerFrom(this.redirects);
  }

  /** Never followed and never counted: what does not redirect answers as it would without the mark. */
  private async lookAt(
    name: string,
    exchange: HttpExchange,
    request: PathRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { atMs } = exchange.request;
    const target = await this.redirects.find(name, atMs);
    if (target && verdictOf(target, atMs) === 'redirect') return this.preview(target, request, reply);
    reply.hijack();
    exchange.write(this.redirects.answerFor(target, exchange.request), this.redirects);
  }

  /** Where the link leads. */
  private preview(target: LinkTarget, request: PathRequest, reply: FastifyReply): void {
    const shortUrl = `${this.options.publicUrl}/${target.name}`;
    const common = reply.code(200).header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    if (wantsPage(request.headers.accept))
      void common.headers(pageHeaders).send(previewPage(target, shortUrl));
    else {
      const expiresAt = target.expiresAtMs === null ? null : new Date(target.expiresAtMs).toISOString();
      void common.send({
        name: target.name,
        shortUrl,
        url: target.url,
        redirectStatus: target.redirectStatus,
        expiresAt,
      });
    }
  }
}
