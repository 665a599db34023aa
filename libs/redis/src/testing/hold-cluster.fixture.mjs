// A process that holds a test cluster until it is killed: `node --import source-hook.mjs <this>`. It prints one line of
// JSON: the ports of the nodes.
import { testRedisCluster } from './test-redis-cluster.ts';

const { nodes } = await testRedisCluster({ kind: 'cache' });
process.stdout.write(`${JSON.stringify(nodes)}\n`);
