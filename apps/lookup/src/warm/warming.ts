import { Inject, Injectable } from '@nestjs/common';
import { HotNamesWriter, measureWarmUp, WarmUp, type WarmUpReport } from '@fleetlink/link';
import { Metrics, ServiceLog } from '@fleetlink/service';

/** Warms this process before it listens, and keeps the list by which the next one is warmed. */
@Injectable()
export class Warming {
  private report: WarmUpReport | undefined;

  constructor(
    @Inject(WarmUp) private readonly warmUp: WarmUp | null,
    @Inject(HotNamesWriter) private readonly writer: HotNamesWriter | null,
    private readonly log: ServiceLog,
    metrics: Metrics,
  ) {
    measureWarmUp(metrics, () => this.report);
  }

  async start(): Promise<void> {
    this.writer?.start();
    this.report = await this.warmUp?.run();
    if (!this.report) return;
    const { fault, ...facts } = this.report;
    if (fault !== undefined)
      this.log.warn({ ...facts, err: fault }, 'the start is cold: no list of hot names');
    else if (facts.isCutOff) this.log.warn(facts, 'the warm-up was cut off by WARM_DEADLINE_MS');
    else this.log.info(facts, 'hot names are in memory');
  }

  async stop(): Promise<void> {
    await this.writer?.stop();
  }
}
