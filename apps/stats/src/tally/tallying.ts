import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ClickPartitions, ClickRetention, TallyCounters } from '@fleetlink/click';
import { Metrics, ServiceLog } from '@fleetlink/service';
import { measurePartitions, type PartitionsEnd } from '@fleetlink/shard';
import { measureTally } from './tally.metrics.js';

/** Often enough to have the partitions of the next days long before they are needed. */
const UPKEEP_EVERY_MS = 6 * 3_600_000;

/** The first run waits until a start has settled. */
const FIRST_UPKEEP_MS = 10 * 60_000;

/** Keeps the click tables in shape, and shows what was counted. */
@Injectable()
export class Tallying implements OnModuleInit, BeforeApplicationShutdown {
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly partitions: ClickPartitions,
    private readonly retention: ClickRetention,
    private readonly log: ServiceLog,
    counters: TallyCounters,
    metrics: Metrics,
  ) {
    measureTally(metrics, counters);
    measurePartitions(metrics, () => this.partitionsEnd());
  }

  async onModuleInit(): Promise<void> {
    // A database that is away is no reason not to start: batches make the partitions they need.
    await this.partitions.ensure(Date.now()).catch((error: unknown) => this.failed(error));
    this.timers = [
      setTimeout(() => void this.upkeep(), FIRST_UPKEEP_MS).unref(),
      setInterval(() => void this.upkeep(), UPKEEP_EVERY_MS).unref(),
    ];
  }

  beforeApplicationShutdown(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private partitionsEnd(): PartitionsEnd[] {
    return [{ database: 'stats', table: 'click', endMs: this.partitions.endMs }];
  }

  private async upkeep(): Promise<void> {
    try {
      await this.partitions.ensure(Date.now());
      this.log.info(await this.retention.run(Date.now()), 'the upkeep of the click tables is done');
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.log.warn({ err: error }, 'the upkeep of the click tables failed');
  }
}
