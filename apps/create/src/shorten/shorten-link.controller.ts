import { Body, Controller, Headers, HttpCode, Ip, Post, Res, UseGuards } from '@nestjs/common';
import { AccessGuard, Caller, RequireScope, type CallerIdentity } from '@fleetlink/access';
import { LinkShortener } from '@fleetlink/link';
import { RequestDeadline, SchemaPipe } from '@fleetlink/service';
import type { FastifyReply } from 'fastify';
import type { LinkBody } from '../link-body/link-body.js';
import { LinkPresenter } from '../link-body/link-presenter.js';
import { idempotencyOf } from './idempotency-key.js';
import { LinkDesk } from './link-desk.js';
import { shortenLinkSchema, type ShortenLinkBody } from './shorten-link.schema.js';

@Controller('api/v1/links')
@UseGuards(AccessGuard)
export class ShortenLinkController {
  constructor(
    private readonly desk: LinkDesk,
    private readonly shortener: LinkShortener,
    private readonly presenter: LinkPresenter,
    private readonly deadline: RequestDeadline,
  ) {}

  @Post()
  @HttpCode(201)
  @RequireScope('links:write')
  async shorten(
    @Body(new SchemaPipe(shortenLinkSchema)) body: ShortenLinkBody,
    @Caller() caller: CallerIdentity,
    @Headers('idempotency-key') key: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBody> {
    const order = this.desk.order(body, caller, idempotencyOf(key, caller, address)(body));
    const link = this.presenter.fresh(await this.shortener.shorten(order, this.deadline.untilMs()));
    void reply.header('Location', `/api/v1/links/${link.name}`);
    return link;
  }
}
