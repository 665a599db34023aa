import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { AccessGuard, Caller, RequireScope, type CallerIdentity } from '@fleetlink/access';
import { LinkEditor, LinkList } from '@fleetlink/link';
import { RequestDeadline, SchemaPipe } from '@fleetlink/service';
import type { FastifyReply } from 'fastify';
import type { LinkBody } from '../link-body/link-body.js';
import { LinkPresenter } from '../link-body/link-presenter.js';
import { LinkDesk } from '../shorten/link-desk.js';
import { editLinkSchema, type EditLinkBody } from '../shorten/shorten-link.schema.js';
import { etagOf, versionOf } from './if-match.js';
import { NamePipe } from './name.pipe.js';
import { listLinksSchema, type ListLinksQuery } from './list-links.schema.js';

@Controller('api/v1/links')
@UseGuards(AccessGuard)
export class LinksController {
  constructor(
    private readonly list: LinkList,
    private readonly editor: LinkEditor,
    private readonly desk: LinkDesk,
    private readonly presenter: LinkPresenter,
    private readonly deadline: RequestDeadline,
  ) {}

  @Get()
  @RequireScope('links:read')
  async page(
    @Query(new SchemaPipe(listLinksSchema)) { cursor, limit, q, tag }: ListLinksQuery,
    @Caller() { tenantId }: CallerIdentity,
  ): Promise<{ links: LinkBody[]; nextCursor: string | null }> {
    const query = { tenantId, cursor, limit, text: q, tag };
    const { links, nextCursor } = await this.list.page(query, this.deadline.untilMs());
    return { links: await this.presenter.many(links), nextCursor: nextCursor ?? null };
  }

  @Get(':name')
  @RequireScope('links:read')
  async get(
    @Param('name', NamePipe) name: string,
    @Caller() { tenantId }: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBody> {
    const link = await this.editor.owned(tenantId, name, this.deadline.untilMs());
    void reply.header('ETag', etagOf(link));
    return this.presenter.one(link);
  }

  @Patch(':name')
  @RequireScope('links:write')
  async edit(
    @Param('name', NamePipe) name: string,
    @Body(new SchemaPipe(editLinkSchema)) body: EditLinkBody,
    @Headers('if-match') ifMatch: string | undefined,
    @Caller() { tenantId }: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBody> {
    const terms = { expectedVersion: versionOf(ifMatch), untilMs: this.deadline.untilMs() };
    const link = await this.editor.edit(tenantId, name, this.desk.edit(body), terms);
    void reply.header('ETag', etagOf(link));
    return this.presenter.one(link);
  }

  @Delete(':name')
  @HttpCode(204)
  @RequireScope('links:write')
  async delete(@Param('name', NamePipe) name: string, @Caller() { tenantId }: CallerIdentity): Promise<void> {
    await this.editor.delete(tenantId, name, this.deadline.untilMs());
  }
}
