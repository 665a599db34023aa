import { busOver, StreamsBusClient, type ClickBus, type ClickSettings } from '@fleetlink/click';
import { StateCluster, type RedisSettings } from '@fleetlink/redis';
import type { ServiceLog } from '@fleetlink/service';

export interface ClickStreamsOptions {
  readonly redis: RedisSettings;
  readonly click: ClickSettings;
  readonly log: ServiceLog;
}

export interface ClickStreams {
  readonly bus: ClickBus;
  close(): Promise<void>;
}

/** The way of clicks to the statistics service. Nothing waits for it: while Redis is away, clicks stay in the spool. */
export function openClickStreams({ redis, click, log }: ClickStreamsOptions): ClickStreams {
  const cluster = new StateCluster({
    settings: redis,
    onBreaker: (state) => log.warn({ state }, 'the breaker of the state cluster has changed'),
  });
  const client = new StreamsBusClient({ cluster, settings: click });
  void cluster.open();
  return {
    bus: busOver(client),
    async close(): Promise<void> {
      client.close();
      await cluster.close();
    },
  };
}
