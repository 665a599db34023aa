import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { clickBusContract } from '../testing/click-bus.contract.js';
import { TestStreams } from '../testing/streams.fixture.js';
import { tallyMicroservice } from '../testing/tally-microservice.fixture.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
/** The two sources of the contract go to two streams, and each stream has a bound of its own. */
const STREAMS_USED = 2;
const SETTLE_MS = 1000;
const INSTALL_TIMEOUT_MS = 180_000;

describeRedis('with a real cluster', () => {
  let nodes: TestRedisCluster;
  let made = 0;
  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'state' });
  }, INSTALL_TIMEOUT_MS);
  afterAll(() => nodes?.stop());

  clickBusContract(
    'redis streams',
    async ({ handle, keepDead, busBatchesMax, groupBatchesMax, triesMax }) => {
      made += 1;
      const limits = { groupBatchesMax, triesMax, streamBatchesMax: busBatchesMax / STREAMS_USED };
      const streams = new TestStreams(nodes, `contract-${made}`, limits);
      const server = await streams.server(keepDead);
      const app = await tallyMicroservice(server, handle);
      const send = await streams.sender();
      const sends: Promise<void>[] = [];
      return {
        send: (envelope) => {
          const sending = send(envelope);
          sends.push(sending.catch(() => {}));
          return sending;
        },
        held: async () => (await server.lag()).waiting,
        close: async () => {
          await app.close();
          // What found no room after the consumer had gone would wait for ever.
          await Promise.race([Promise.allSettled(sends), sleep(SETTLE_MS)]);
          await streams.close();
        },
      };
    },
    { safeMeans: 'stored' },
  );
});
