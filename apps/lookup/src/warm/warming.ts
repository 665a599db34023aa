import { Inject, Injectable } from '@nestjs/common';
import { HotNamesWriter, WarmUp, type WarmUpReport } from '@fleetlink/link';
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
    const measure = () => this.measures();
    metrics.gauge({
      name: 'fleetlink_warm_up',
      help: 'The warm-up at the start: names of the list, those answered, seconds; 1 if it was cut off, 1 if it failed.',
      labelNames: ['what'],
      aggregator: 'max',
      collect() {
        for (const [what, value] of Object.entries(measure())) this.set({ what }, value);
      },
    });
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

  private measures(): Readonly<Record<string, number>> {
    if (!this.report) return {};
    const { names, answered, seconds, isCutOff, fault } = this.report;
    return { names, answered, seconds, cut_off: Number(isCutOff), failed: Number(fault !== undefined) };
  }
}
