import { linkKeys, pipelineAnswers, type CacheCluster } from '@fleetlink/redis';
import { Batcher, type BatcherLimits } from '@fleetlink/shard';
import { LRUCache } from 'lru-cache';
import type { LinkTarget } from '../resolve/link-target.js';
import { copyText, overtakenText, parseCopy } from './copy-text.js';
import type { CachedTarget, LinkCache } from './link-cache.js';
import { COPY_KEPT_SECONDS, copyTtl } from './link-copy-ttl.js';

/**
 * Every write and every drop is this script: compared and set at once, a version never gives way to a lower one. What
 * cannot be read as a version, another type included, is nobody's copy and is overwritten.
 */
const PUT_UNLESS_NEWER = `
local held = redis.pcall('GET', KEYS[1])
local version = type(held) == 'string' and tonumber(string.match(held, '^F%d+:(%d+):')) or 0
local offered = tonumber(ARGV[2])
if version > offered or (version == offered and ARGV[4] == 'if-higher') then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1`;

interface Put {
  readonly key: string;
  readonly version: number;
  readonly text: string;
  readonly keptMs: number;
  /** What happens to a text of the same version. */
  readonly when: 'if-higher' | 'unless-lower';
}

/** What is asked of one node of the cluster, reads and writes apart. */
interface NodePipelines {
  readonly reads: Batcher<string, string | null>;
  readonly puts: Batcher<Put, unknown>;
}

/** Of a Redis Cluster (its specification); those that have left it are forgotten. */
const NODES_MAX = 1000;

/** Of each node. What comes while so many are under way waits for the next: pipelines grow with the load. */
export const copyBatches: BatcherLimits = { batchSizeMax: 500, inFlightMax: 2, waitingMax: 5000 };

/** Copies on the cache cluster. What many ask of a node at one time travels as one pipeline. */
export class RedisLinkCache implements LinkCache {
  private readonly byNode = new LRUCache<string, NodePipelines>({ max: NODES_MAX });

  constructor(private readonly cluster: CacheCluster) {}

  async read(name: string, untilMs = Infinity): Promise<CachedTarget | undefined> {
    const key = this.keyOf(name);
    // In the queue as well as under way.
    const goneMs = Math.min(untilMs, performance.now() + this.cluster.commandDeadlineMs);
    const text = await this.pipelinesFor(key).reads.submit(key, goneMs);
    return text === null ? undefined : parseCopy(text, name, Date.now());
  }

  async write(target: LinkTarget, isHot: boolean): Promise<void> {
    const { freshMs, keptMs } = copyTtl(isHot);
    const { name, version } = target;
    const text = copyText({ target, freshUntilMs: Date.now() + freshMs, isHot });
    await this.put({ key: this.keyOf(name), version, text, keptMs, when: 'unless-lower' });
  }

  async drop(name: string, belowVersion: number): Promise<void> {
    await this.put({
      key: this.keyOf(name),
      version: belowVersion,
      text: overtakenText(belowVersion),
      // No copy outlives it that was there when it was written.
      keptMs: COPY_KEPT_SECONDS * 1000,
      when: 'if-higher',
    });
  }

  private async put(put: Put): Promise<void> {
    await this.pipelinesFor(put.key).puts.submit(put, Infinity);
  }

  private pipelinesFor(key: string): NodePipelines {
    const node = this.cluster.nodeOf(key);
    const known = this.byNode.get(node);
    if (known) return known;
    const made: NodePipelines = {
      reads: new Batcher((keys, untilMs) => this.readAll(keys, untilMs), {
        name: 'read copies',
        ...copyBatches,
      }),
      puts: new Batcher((puts) => this.putAll(puts), { name: 'write copies', ...copyBatches }),
    };
    this.byNode.set(node, made);
    return made;
  }

  private readAll(keys: readonly string[], untilMs: number): Promise<(string | null)[]> {
    return this.cluster.runUntil(untilMs, async (client) => {
      const pipeline = client.pipeline();
      for (const key of keys) pipeline.get(key);
      return (await pipelineAnswers(pipeline, missIfForeign)) as (string | null)[];
    });
  }

  private putAll(puts: readonly Put[]): Promise<unknown[]> {
    return this.cluster.run(async (client) => {
      const pipeline = client.pipeline();
      for (const { key, version, text, keptMs, when } of puts)
        pipeline.eval(PUT_UNLESS_NEWER, 1, key, text, String(version), String(keptMs), when);
      return pipelineAnswers(pipeline);
    });
  }

  private keyOf(name: string): string {
    return this.cluster.key(linkKeys.link, { name });
  }
}

/** A key of ours that holds another type was filled by somebody else. */
function missIfForeign(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}
