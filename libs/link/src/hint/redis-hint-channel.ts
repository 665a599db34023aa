import { changeKeys, type StateCluster } from '@fleetlink/redis';
import type { HintChannel } from './hint-channel.js';

/** The channel of a fleet: publish and subscribe on the state cluster, which passes each message on to all its nodes. */
export class RedisHintChannel implements HintChannel {
  private readonly name: string;

  constructor(private readonly cluster: StateCluster) {
    this.name = cluster.key(changeKeys.changes, {});
  }

  publish(text: string): Promise<unknown> {
    return this.cluster.run((client) => client.publish(this.name, text));
  }

  subscribe(listener: (text: string) => void): { close(): void } {
    return this.cluster.subscribe(this.name, listener);
  }
}
