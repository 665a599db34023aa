/** Two ways to ask the cache cluster for many texts at once, without reading what they say. */
import type { CacheCluster } from '@fleetlink/redis';
import { Batcher } from '@fleetlink/shard';

/** Hash tags: enough for every master to get its part. */
const BUCKETS = 16;

/** About the length of a copy of a link. */
const TEXT = 'x'.repeat(160);
const KEPT_SECONDS = 600;

const BATCHES = { batchSizeMax: 500, inFlightMax: 4, waitingMax: 5000 };

export class RedisYardsticks {
  readonly #cluster: CacheCluster;
  readonly #buckets: readonly Batcher<string, string | null>[];

  constructor(cluster: CacheCluster) {
    this.#cluster = cluster;
    this.#buckets = Array.from(
      { length: BUCKETS },
      () => new Batcher<string, string | null>((keys) => this.#many(keys), BATCHES),
    );
  }

  /** The same texts for both ways. */
  async fill(name: string): Promise<void> {
    for (const key of [spreadKey(name), bucketKey(name)])
      await this.#cluster.run((client) => client.set(key, TEXT, 'EX', KEPT_SECONDS));
  }

  /** A GET for each key, which the client sends in a pipeline for each node. */
  async pipelined(name: string): Promise<object | undefined> {
    return asFound(await this.#cluster.run((client) => client.get(spreadKey(name))));
  }

  /** Keys of one hash tag share an MGET. */
  async bucketed(name: string): Promise<object | undefined> {
    return asFound(await this.#buckets[bucketOf(name)]!.submit(bucketKey(name), Infinity));
  }

  async #many(keys: readonly string[]): Promise<(string | null)[]> {
    return this.#cluster.run((client) => client.mget(...keys));
  }
}

function asFound(text: string | null): { readonly text: string } | undefined {
  return text === null ? undefined : { text };
}

function spreadKey(name: string): string {
  return `bench:{${name}}`;
}

function bucketKey(name: string): string {
  return `bench:{${bucketOf(name)}}:${name}`;
}

/** Codes look random, so any character of them spreads. */
function bucketOf(name: string): number {
  return name.charCodeAt(name.length - 1) % BUCKETS;
}
