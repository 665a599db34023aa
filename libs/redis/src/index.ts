export { backOffMs } from './cluster/back-off.js';
export { CacheCluster, StateCluster } from './cluster/named-clusters.js';
export { openStateCluster } from './cluster/open-state-cluster.js';
export { RedisCluster } from './cluster/redis-cluster.js';
export type { RedisClusterOptions, RedisClusterState } from './cluster/redis-cluster.js';
export { clusterBreaker } from './cluster/cluster-breaker.js';
export type { BreakerState } from './cluster/cluster-breaker.js';
export type { RedisClient, RedisConnection } from './cluster/connections.js';
export { pipelineAnswers } from './cluster/pipeline-answers.js';
export type { Subscription } from './cluster/subscription.js';
export { isRedisPassing, redisProblems } from './cluster/redis.errors.js';
export { redisSettings } from './cluster/redis.settings.js';
export type { RedisAddress, RedisSettings } from './cluster/redis.settings.js';
export {
  changeKeys,
  CLICK_STREAM_COUNT,
  clickKeys,
  clickStreams,
  hotKeys,
  linkKeys,
} from './key/fleet-keys.js';
export { redisKeyClasses } from './key/key-list.js';
export { defineKeys, keyOf } from './key/key-class.js';
export type { KeyClassDefinition, KeyParts, RedisClusterName, RedisKeyClass } from './key/key-class.js';
export { redisKeysPage } from './key/keys-page.js';
export { TTL_JITTER_PERCENT, ttlOf } from './key/ttl.js';
export type { KeyTtl } from './key/ttl.js';
