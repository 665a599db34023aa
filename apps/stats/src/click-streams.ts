import type { INestApplication } from '@nestjs/common';
import { StreamsBusServer, type ClickSettings } from '@fleetlink/click';
import { StateCluster, type RedisSettings } from '@fleetlink/redis';
import { Metrics, type ServiceLog } from '@fleetlink/service';
import { connectClicks } from './connect-clicks.js';
import { measureStreams } from './tally/streams.metrics.js';

export interface ClickStreamsOptions {
  readonly redis: RedisSettings;
  readonly click: ClickSettings;
  readonly log: ServiceLog;
}

/** Where clicks come from. While Redis is away, questions are answered and the readers wait for it. */
export class ClickStreams {
  private readonly cluster: StateCluster;

  constructor(private readonly options: ClickStreamsOptions) {
    this.cluster = new StateCluster({
      settings: options.redis,
      onBreaker: (state) => options.log.warn({ state }, 'the breaker of the state cluster has changed'),
    });
  }

  async connect(app: INestApplication): Promise<void> {
    void this.cluster.open();
    const server = await connectClicks(
      app,
      (deadLetters) =>
        new StreamsBusServer({ cluster: this.cluster, deadLetters, settings: this.options.click }),
    );
    measureStreams(app.get(Metrics), server);
  }

  async close(): Promise<void> {
    await this.cluster.close();
  }
}
