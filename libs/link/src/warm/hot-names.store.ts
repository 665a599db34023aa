import { hotKeys, ttlOf, type CacheCluster } from '@fleetlink/redis';
import { NAME_PATTERN } from '../name/name-pattern.js';

/** A name that is followed no more falls behind one that is followed half as often in this time. */
const HALF_LIFE_MS = 3_600_000;

/** No request waits for the list. */
const DEADLINE_MS = 1000;

export interface HotName {
  readonly name: string;
  /** Answers that it had lately, at least one. */
  readonly hits: number;
}

/**
 * The names that the fleet follows most: one sorted set, to which every lookup process adds its own. Scores grow with
 * the clock, so that nobody has to lower any (forward decay, Cormode et al. 2009).
 */
export class HotNamesStore {
  private readonly key: string;

  constructor(
    private readonly cluster: CacheCluster,
    private readonly namesMax: number,
  ) {
    this.key = cluster.key(hotKeys.hot, {});
  }

  /** @throws {Problem} of kind `unavailable`. */
  async add(names: readonly HotName[], nowMs: number): Promise<void> {
    if (names.length === 0) return;
    const scored = names.flatMap(({ name, hits }) => [Math.log2(hits) + nowMs / HALF_LIFE_MS, name]);
    await this.cluster.run(async (client) => {
      // A key of ours that holds another type was filled by somebody else.
      if ((await client.type(this.key)) !== 'zset') await client.del(this.key);
      await client.zadd(this.key, 'GT', ...scored);
      await client.zremrangebyrank(this.key, 0, -1 - this.namesMax);
      await client.pexpire(this.key, ttlOf(hotKeys.hot).keptMs);
    }, DEADLINE_MS);
  }

  /**
   * The hottest first.
   * @throws {Problem} of kind `unavailable`, or what Redis says of a key that is no list.
   */
  async top(): Promise<string[]> {
    await this.cluster.open();
    const names = await this.cluster.run(
      (client) => client.zrevrange(this.key, 0, this.namesMax - 1),
      DEADLINE_MS,
    );
    return names.filter((name) => NAME_PATTERN.test(name));
  }
}
