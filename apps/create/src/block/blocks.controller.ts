import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { AccessGuard, RequireScope } from '@fleetlink/access';
import { LinkEditor, NAME_PATTERN, nameOf } from '@fleetlink/link';
import { RequestDeadline, SchemaPipe } from '@fleetlink/service';
import { z } from 'zod';

const REASON_LENGTH_MAX = 500;

export const blockLinkSchema = z.strictObject({
  name: z.string().regex(NAME_PATTERN, { error: 'This is no name of a link.' }),
  reason: z.string().min(1, { error: 'Say why.' }).max(REASON_LENGTH_MAX),
});

/** Takedowns, across tenants: the name answers 451 everywhere within seconds. */
@Controller('api/v1/admin/blocks')
@UseGuards(AccessGuard)
export class BlocksController {
  constructor(
    private readonly editor: LinkEditor,
    private readonly deadline: RequestDeadline,
  ) {}

  @Post()
  @HttpCode(201)
  @RequireScope('admin')
  async block(
    @Body(new SchemaPipe(blockLinkSchema)) { name, reason }: z.output<typeof blockLinkSchema>,
  ): Promise<{ name: string; state: string; reason: string; version: number }> {
    const link = await this.editor.block(name, reason, this.deadline.untilMs());
    return { name: nameOf(link), state: link.state, reason, version: link.version };
  }
}
