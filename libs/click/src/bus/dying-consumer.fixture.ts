// A consumer that is killed after its first commit and before its acknowledgement:
// `node --import source-hook.mjs <this> <database url> <key prefix> <nodes as JSON>`.
import { Database } from '@fleetlink/postgres';
import { redisSettings, StateCluster } from '@fleetlink/redis';
import { readSettings } from '@fleetlink/settings';
import { CLICKS_PATTERN, type ClickEnvelope } from '../event/click-envelope.js';
import { ClickPartitions } from '../tally/click-partitions.js';
import { TallyStore } from '../tally/tally.store.js';
import { defaultSettings, poolSettings } from '../testing/click-databases.fixture.js';
import { StreamsBusServer } from './streams-bus.server.js';

const [, , url = '', keyPrefix = '', stateNodes = ''] = process.argv;
const { redis } = readSettings(
  { redis: redisSettings },
  { REDIS_STATE_NODES: stateNodes, REDIS_KEY_PREFIX: keyPrefix },
);
const stats = new Database({ name: 'stats', url, settings: poolSettings });
const store = new TallyStore(stats, { isBot: () => false }, new ClickPartitions(stats));
const cluster = new StateCluster({ settings: redis });
await cluster.open();
const server = new StreamsBusServer({
  cluster,
  deadLetters: { keep: async () => {} },
  settings: defaultSettings,
});
const handler = async (group: ClickEnvelope[]) => {
  await store.apply(group);
  process.kill(process.pid, 'SIGKILL');
};
server.addHandler(CLICKS_PATTERN, handler, true);
server.listen((error) => {
  if (error) throw error;
});
