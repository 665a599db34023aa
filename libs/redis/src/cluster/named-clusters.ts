import { RedisCluster, type NamedClusterOptions } from './redis-cluster.js';

/** Copies that may vanish at any time (allkeys-lru). A class of its own, so that it can be injected by its type. */
export class CacheCluster extends RedisCluster {
  constructor(options: NamedClusterOptions) {
    super({ ...options, name: 'cache', nodes: options.settings.cacheNodes });
  }
}

/** What must not vanish before it was read: streams (noeviction, AOF). */
export class StateCluster extends RedisCluster {
  constructor(options: NamedClusterOptions) {
    super({ ...options, name: 'state', nodes: options.settings.stateNodes });
  }
}
