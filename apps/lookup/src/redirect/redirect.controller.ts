import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ClickRecorder } from '@fleetlink/click';
import { LinkResolver, verdictOf, type LinkTarget } from '@fleetlink/link';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LookupOptions } from '../lookup.settings.js';
import { pageHeaders } from '../page/html.js';
import { previewPage } from '../preview/preview.page.js';
import { cacheControl } from './cache-control.js';
import { ClickOverrides } from './click-overrides.js';
import { NameAnswers } from './name-answers.js';

/** A name, or a name with the preview mark. Nothing else is looked up. */
const PATH = /^([0-9A-Za-z_-]{3,64})(\+?)$/;

type NameRequest = FastifyRequest<{ Params: { name: string } }>;

/** `GET /{name}`: what this product exists for. A hit is answered without waiting for anything. */
@Controller()
export class RedirectController {
  constructor(
    private readonly resolver: LinkResolver,
    private readonly clicks: ClickRecorder,
    private readonly overrides: ClickOverrides,
    private readonly answers: NameAnswers,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  /** Serves HEAD as well: the same answer, not counted. */
  @Get(':name')
  follow(@Req() request: NameRequest, @Res() reply: FastifyReply): void | Promise<void> {
    const [, name, preview] = PATH.exec(request.params.name) ?? [];
    if (name === undefined) return this.answers.send('absent', request, reply);
    const nowMs = Date.now();
    const found = this.resolver.resolve(name, nowMs);
    const answer = (target: LinkTarget | undefined) =>
      this.answer(target, nowMs, preview !== '', request, reply);
    return found instanceof Promise ? found.then(answer) : answer(found);
  }

  private answer(
    target: LinkTarget | undefined,
    nowMs: number,
    isPreview: boolean,
    request: NameRequest,
    reply: FastifyReply,
  ): void {
    const verdict = target ? verdictOf(target, nowMs) : 'absent';
    if (!target || verdict !== 'redirect') return this.answers.send(verdict as 'absent', request, reply);
    if (isPreview) return this.preview(target, request, reply);
    this.redirect(target, nowMs, reply);
    if (request.method === 'GET') this.record(target, nowMs, request);
  }

  /** Straight to node:http: the answer has no body, so there is nothing for Fastify to serialise or hook into. */
  private redirect(target: LinkTarget, nowMs: number, reply: FastifyReply): void {
    reply.hijack();
    reply.raw
      .writeHead(target.redirectStatus, [
        'location',
        target.url,
        'cache-control',
        cacheControl(target, nowMs, this.options.redirect.edgeCacheSeconds),
        'content-length',
        '0',
      ])
      .end();
  }

  private record(target: LinkTarget, nowMs: number, request: NameRequest): void {
    const { headers } = request;
    this.clicks.record({
      linkId: target.id,
      tenantId: target.tenantId,
      name: target.name,
      at: nowMs,
      address: request.ip,
      agent: headers['user-agent'],
      referrer: headers.referer,
      languages: headers['accept-language'],
      ...this.overrides.of(headers),
    });
  }

  /** Where the link leads, never followed and never counted. */
  private preview(target: LinkTarget, request: NameRequest, reply: FastifyReply): void {
    const shortUrl = `${this.options.publicUrl}/${target.name}`;
    const common = reply.code(200).header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    if (request.headers.accept?.includes('text/html') === true)
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
