export { ensureRedis, redisAvailable } from './redis-binaries.js';
export { testRedisCluster } from './test-redis-cluster.js';
export type { TestRedisCluster } from './test-redis-cluster.js';
export type { TestRedisClusterRequest } from './redis-nodes.js';
export type { TestRedisNode } from './redis-keeper.js';
