/** The sending half of the way of clicks: one stream of a rig. */
import { busOver, StreamsBusClient, type ClickBus } from '@fleetlink/click';
import { redisSettings, StateCluster } from '@fleetlink/redis';
import { readSettings } from '@fleetlink/settings';
import { inParallel } from '../demo/in-parallel.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { settings } from './click-counting.ts';

export class ClickStream {
  readonly #cluster: StateCluster;
  readonly #client: StreamsBusClient;
  readonly #bus: ClickBus;

  private constructor(rig: Rig, keyPrefix: string | undefined) {
    const environment = { ...rig.environment(), REDIS_KEY_PREFIX: keyPrefix };
    const { redis } = readSettings({ redis: redisSettings }, environment);
    this.#cluster = new StateCluster({ settings: redis });
    this.#client = new StreamsBusClient({ cluster: this.#cluster, settings });
    this.#bus = busOver(this.#client);
  }

  /** With a key prefix of its own, it is a stream that nobody reads. */
  static async open(rig: Rig, keyPrefix?: string): Promise<ClickStream> {
    const stream = new ClickStream(rig, keyPrefix);
    await stream.#cluster.open();
    return stream;
  }

  /** Until a master and a replica have all of them; as many on their way as from a spool. */
  async send(texts: readonly string[]): Promise<void> {
    await inParallel(texts, settings.sendsInFlightMax, (text) => this.#bus.send(text));
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#cluster.close();
  }
}
