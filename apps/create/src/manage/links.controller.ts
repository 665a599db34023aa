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
import { SchemaPipe } from '@fleetlink/service';
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
  ) {}

  @Get()
  @RequireScope('links:read')
  async page(
    @Query(new SchemaPipe(listLinksSchema)) { cursor, limit, q, tag }: ListLinksQuery,
    @Caller() { tenantId }: CallerIdentity,
  ): Promise<{ links: LinkBody[]; nextCursor: string | null }> {
    const { links, nextCursor } = await this.list.page({ tenantId, cursor, limit, text: q, tag });
    return { links: await this.presenter.many(links), nextCursor: nextCursor ?? null };
  }

  @Get(':name')
  @RequireScope('links:read')
  async get(
    @Param('name', NamePipe) name: string,
    @Caller() { tenantId }: CallerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LinkBody> {
    const link = await this.editor.owned(tenantId, name);
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
    const link = await this.editor.edit(tenantId, name, this.desk.edit(body), versionOf(ifMatch));
    void reply.header('ETag', etagOf(link));
    return this.presenter.one(link);
  }

  @Delete(':name')
  @HttpCode(204)
  @RequireScope('links:write')
  async delete(@Param('name', NamePipe) name: string, @Caller() { tenantId }: CallerIdentity): Promise<void> {
    await this.editor.delete(tenantId, name);
  }
}
