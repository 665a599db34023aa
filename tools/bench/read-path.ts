/** What a lookup process has below its first tier, here in this process, on the servers of a rig. */
import { join } from 'node:path';
import {
  codeSettings,
  LinkSource,
  NameScheme,
  RecentChanges,
  RedisLinkCache,
  resolveSettings,
  SecondTier,
} from '@fleetlink/link';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { CacheCluster, redisSettings } from '@fleetlink/redis';
import { readSettings } from '@fleetlink/settings';
import { Shard, ShardRouter, SlotMapFile } from '@fleetlink/shard';
import { parseCodeKey } from '@fleetlink/code';
import type { Rig } from '../rig/rig-fleet.ts';
import { shardAddresses } from '../rig/service/fleet-environment.ts';
import { RedisYardsticks } from './redis-yardsticks.ts';
import { Yardsticks } from './yardsticks.ts';

const topics = {
  postgres: postgresSettings,
  redis: redisSettings,
  resolve: resolveSettings,
  code: codeSettings,
};

/** A process that does nothing but ask waits in its own queue: that is no failure of the tier. */
const DEADLINE_MS = 10_000;

export class ReadPath {
  readonly scheme: NameScheme;
  readonly router: ShardRouter;
  readonly cache: RedisLinkCache;
  readonly tier: SecondTier;
  readonly source: LinkSource;
  readonly yardsticks: Yardsticks;
  readonly redisYardsticks: RedisYardsticks;
  readonly #cluster: CacheCluster;
  readonly #plainRouter: ShardRouter;

  /** Opened by `open` alone. */
  private constructor(rig: Rig) {
    const { postgres, redis, code } = readSettings(topics, rig.environment());
    const { layout } = code;
    const key = parseCodeKey(rig.site.record.codeKey);
    this.scheme = new NameScheme({ layout, key, firstBootMs: layout.epochMs });
    this.#cluster = new CacheCluster({ settings: { ...redis, commandDeadlineMs: DEADLINE_MS } });
    const map = new SlotMapFile(join(rig.site.record.home, 'slot-map.json'));
    const routerWith = (hasGenericPlans: boolean) =>
      new ShardRouter(
        shardAddresses(rig.site).map(
          ({ name, primary }) =>
            new Shard(name, new Database({ name, url: primary, settings: postgres, hasGenericPlans })),
        ),
        map,
      );
    this.router = routerWith(true);
    this.#plainRouter = routerWith(false);
    const changes = new RecentChanges();
    this.cache = new RedisLinkCache(this.#cluster);
    this.tier = new SecondTier(this.cache, changes);
    this.source = new LinkSource({
      router: this.router,
      scheme: this.scheme,
      changes,
      boundMs: DEADLINE_MS,
    });
    this.yardsticks = new Yardsticks(this.#plainRouter, this.scheme);
    this.redisYardsticks = new RedisYardsticks(this.#cluster);
  }

  static async open(rig: Rig): Promise<ReadPath> {
    const path = new ReadPath(rig);
    await Promise.all([path.#cluster.open(), path.router.start(), path.#plainRouter.start()]);
    return path;
  }

  /** When whoever asks now goes. */
  untilMs(): number {
    return performance.now() + DEADLINE_MS;
  }

  /** Nobody's copies are left in the second tier. */
  async emptyCache(): Promise<void> {
    await this.#cluster.run((client) => Promise.all(client.nodes('master').map((node) => node.flushall())));
  }

  async close(): Promise<void> {
    const routers = [this.router, this.#plainRouter];
    for (const router of routers) router.stop();
    await this.#cluster.close();
    await Promise.all(routers.flatMap(({ shards }) => shards.map((shard) => shard.close())));
  }
}
