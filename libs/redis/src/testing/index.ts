export { ensureRedis, redisAvailable } from './redis-binaries.js';
export { testRedisCluster } from './test-redis-cluster.js';
export type { TestRedisCluster, TestRedisClusterRequest } from './test-redis-cluster.js';
export type { TestRedisNode } from './redis-keeper.js';
