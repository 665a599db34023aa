import { StateCluster } from '@fleetlink/redis';
import type { TestRedisCluster } from '@fleetlink/redis/testing';
import { busOver } from '../bus/client-bus.js';
import type { DeadLetter } from '../bus/dead-letters.js';
import { StreamsBusClient } from '../bus/streams-bus.client.js';
import { StreamsBusServer } from '../bus/streams-bus.server.js';
import { CLICKS_PATTERN, type ClickEnvelope } from '../event/click-envelope.js';

export const streamLimits = {
  groupBatchesMax: 64,
  triesMax: 5,
  drainMs: 200,
  claimIdleMs: 300,
  streamBatchesMax: 1000,
};

/** Streams of the caller's own on a shared cluster, with senders and consumers that stand for processes. */
export class TestStreams {
  private readonly clusters: StateCluster[] = [];

  constructor(
    private readonly nodes: TestRedisCluster,
    private readonly keyPrefix: string,
    private readonly limits: Partial<typeof streamLimits> = {},
  ) {}

  /** A connection of another process. */
  async cluster(): Promise<StateCluster> {
    const cluster = new StateCluster({ settings: this.nodes.settings({ keyPrefix: this.keyPrefix }) });
    this.clusters.push(cluster);
    await cluster.open();
    return cluster;
  }

  async client(): Promise<StreamsBusClient> {
    return new StreamsBusClient({ cluster: await this.cluster(), settings: this.settings });
  }

  async sender(): Promise<(envelope: string) => Promise<void>> {
    const bus = busOver(await this.client());
    return (envelope) => bus.send(envelope);
  }

  async server(keepDead: (letter: DeadLetter) => Promise<void> = async () => {}): Promise<StreamsBusServer> {
    return new StreamsBusServer({
      cluster: await this.cluster(),
      deadLetters: { keep: keepDead },
      settings: this.settings,
      pauseMsMax: 20,
    });
  }

  /** A server that hands over to `handle`, without Nest around it. */
  async consumer(
    handle: (envelopes: ClickEnvelope[]) => Promise<unknown>,
    keepDead?: (letter: DeadLetter) => Promise<void>,
  ): Promise<StreamsBusServer> {
    const server = await this.server(keepDead);
    server.addHandler(CLICKS_PATTERN, async (group: ClickEnvelope[]) => void (await handle(group)), true);
    server.listen((error) => {
      if (error) throw error;
    });
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.clusters.map((cluster) => cluster.close()));
  }

  private get settings(): typeof streamLimits {
    return { ...streamLimits, ...this.limits };
  }
}
