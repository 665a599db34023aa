import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { verdictOf, type LinkTarget } from '@fleetlink/link';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foundOnLane } from '../lane/http-lane.js';
import { LookupOptions } from '../lookup.settings.js';
import { pageHeaders } from '../page/html.js';
import { previewPage } from '../preview/preview.page.js';
import { wantsPage } from './name-answers.js';
import { Redirects } from './redirects.js';

/** A name, or a name with the preview mark. Nothing else is looked up. */
const PATH = /^([0-9A-Za-z_-]{3,64})(\+?)$/;

type NameRequest = FastifyRequest<{ Params: { name: string } }>;

/** `GET /{name}`: what this product exists for. A hit is answered without waiting for anything. */
@Controller()
export class RedirectController {
  constructor(
    private readonly redirects: Redirects,
    @Inject(LookupOptions) private readonly options: LookupOptions,
  ) {}

  /** Serves HEAD as well: the same answer, not counted. */
  @Get(':name')
  follow(@Req() request: NameRequest, @Res() reply: FastifyReply): void | Promise<void> {
    const nowMs = Date.now();
    const [, name, preview] = PATH.exec(request.params.name) ?? [];
    if (name === undefined) return this.answer(undefined, nowMs, request, reply);
    const found = foundOnLane(request.raw) ?? this.redirects.find(name, nowMs);
    const answer = (target: LinkTarget | undefined) =>
      preview !== '' && target && verdictOf(target, nowMs) === 'redirect'
        ? this.preview(target, request, reply)
        : this.answer(target, nowMs, request, reply);
    return found instanceof Promise ? found.then(answer) : answer(found);
  }

  /** There is nothing for Fastify to serialise or hook into. */
  private answer(
    target: LinkTarget | undefined,
    nowMs: number,
    request: NameRequest,
    reply: FastifyReply,
  ): void {
    reply.hijack();
    this.redirects.answer(target, nowMs, request.raw, reply.raw);
  }

  /** Where the link leads, never followed and never counted. */
  private preview(target: LinkTarget, request: NameRequest, reply: FastifyReply): void {
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
