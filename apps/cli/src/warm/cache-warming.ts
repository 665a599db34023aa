import { join } from 'node:path';
import {
  ChangeFeed,
  COPY_KEPT_SECONDS,
  HotNamesStore,
  LinkResolver,
  LinkSource,
  RecentChanges,
  RedisLinkCache,
  SecondTier,
  WarmUp,
  type NameScheme,
  type WarmUpReport,
} from '@fleetlink/link';
import { CacheCluster } from '@fleetlink/redis';
import { LoadGate } from '@fleetlink/service';
import type { Environment } from '@fleetlink/settings';
import { Shard, ShardRouter, SlotMapFile } from '@fleetlink/shard';
import { fleetScheme } from '../code/code-key.js';
import type { Fleet } from '../fleet/fleet.js';
import type { CacheSettings } from '../fleet/fleet.settings.js';
import { recordedDeployment } from '../fleet/recorded-deployment.store.js';
import { askEach } from '../fleet/shard-survey.js';

export interface CacheWarming extends WarmUpReport {
  /** Names that the cache held. */
  readonly cached: number;
  /** Names that a shard was asked for. */
  readonly read: number;
}

/** The read path of a lookup process, for as long as its warm-up takes. */
export async function warmCache(
  fleet: Fleet,
  environment: Environment,
  settings: CacheSettings,
): Promise<CacheWarming> {
  const scheme = await schemeOf(fleet, environment);
  const cluster = new CacheCluster({ settings: settings.redis });
  const shards = fleet.shards.map((place) => new Shard(place.name, fleet.open(place)));
  const router = new ShardRouter(shards, new SlotMapFile(join(fleet.dataDir, 'slot-map.json')));
  const changes = new RecentChanges();
  const feed = new ChangeFeed(router, changes, COPY_KEPT_SECONDS);
  try {
    await Promise.all([cluster.open(), router.start()]);
    await feed.start();
    const { warm, resolve } = settings;
    const source = new LinkSource({ router, scheme, changes, boundMs: resolve.readBoundMs });
    const tier = new SecondTier(new RedisLinkCache(cluster), changes);
    const gate = new LoadGate(warm.links);
    const resolver = new LinkResolver({ source, changes, settings: resolve, gate, secondTier: tier });
    const report = await new WarmUp(resolver, new HotNamesStore(cluster, warm.links), warm).run();
    await tier.kept();
    return { ...report, cached: tier.counters.hits, read: source.reads };
  } finally {
    feed.stop();
    router.stop();
    await cluster.close();
  }
}

async function schemeOf(fleet: Fleet, environment: Environment): Promise<NameScheme> {
  const answers = await askEach(fleet, fleet.shards, recordedDeployment);
  const deployment = answers.find(({ value }) => value)?.value;
  return fleetScheme({ environment, dataDir: fleet.dataDir, deployment });
}
