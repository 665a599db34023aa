import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Metrics } from '@fleetlink/service';
import { RecentChanges } from '../resolve/recent-changes.js';
import { CHANGES_PATTERN, type ChangeHint } from './change-hint.event.js';
import { hintHeardMetrics } from './hint.metrics.js';

/** Where hints end: a change that is heard of is the same as one that was read from its shard. */
@Controller()
export class ChangeHintsController {
  private readonly lag;

  constructor(
    private readonly changes: RecentChanges,
    metrics: Metrics,
  ) {
    this.lag = metrics.histogram(hintHeardMetrics.lag);
  }

  @EventPattern<string>(CHANGES_PATTERN)
  hear(@Payload() { name, version, at }: ChangeHint): void {
    const nowMs = Date.now();
    this.changes.note(name, version, nowMs);
    this.lag.observe(Math.max(0, nowMs - at) / 1000);
  }
}
