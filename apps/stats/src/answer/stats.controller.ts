import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { AccessGuard, Caller, RequireScope, type CallerIdentity } from '@fleetlink/access';
import { ClickAnswers, type LinkStats, type TenantSummary } from '@fleetlink/click';
import { LinkFinder, linkProblems, NAME_PATTERN, nameOf } from '@fleetlink/link';
import { RequestDeadline, RouteRules, SchemaPipe } from '@fleetlink/service';
import { linkStatsSchema, type LinkStatsQuery } from './link-stats.schema.js';

const DEFAULT_RANGE_MS = 30 * 24 * 3_600_000;

/** Answers for the clicks on a tenant's links. */
@Controller('api/v1')
@UseGuards(AccessGuard)
export class StatsController {
  constructor(
    private readonly finder: LinkFinder,
    private readonly answers: ClickAnswers,
    private readonly deadline: RequestDeadline,
  ) {}

  @Get('links/:name/stats')
  @RouteRules({ priority: 'stats' })
  @RequireScope('stats:read')
  async link(
    @Param('name') name: string,
    @Query(new SchemaPipe(linkStatsSchema)) { from, to, bucket, tz }: LinkStatsQuery,
    @Caller() { tenantId }: CallerIdentity,
  ): Promise<{ name: string } & LinkStats> {
    const untilMs = this.deadline.untilMs();
    const link = await this.owned(name, tenantId, untilMs);
    const end = to ?? Date.now();
    const range = { from: from ?? end - DEFAULT_RANGE_MS, to: end };
    const stats = await this.answers.linkStats({ linkId: link.id, ...range, bucket, timeZone: tz }, untilMs);
    return { name: nameOf(link), ...stats };
  }

  @Get('stats/summary')
  @RouteRules({ priority: 'stats' })
  @RequireScope('stats:read')
  async summary(@Caller() { tenantId }: CallerIdentity): Promise<TenantSummary> {
    return this.answers.summary(tenantId, this.deadline.untilMs());
  }

  /** Another tenant's link is as good as none. A deleted link keeps its history. */
  private async owned(name: string, tenantId: string, untilMs: number) {
    const link = NAME_PATTERN.test(name) ? await this.finder.find(name, untilMs) : undefined;
    if (link?.tenantId === tenantId) return link;
    throw linkProblems.problem('absent', { detail: 'There is no such link of yours.' });
  }
}
