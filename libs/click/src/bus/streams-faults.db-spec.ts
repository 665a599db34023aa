import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clickKeys, clickStreams, isRedisPassing, type RedisClient } from '@fleetlink/redis';
import {
  redisAvailable,
  testRedisCluster,
  type TestRedisCluster,
  type TestRedisNode,
} from '@fleetlink/redis/testing';
import { waitFor } from '@fleetlink/testing';
import { serialiseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { ClickPartitions } from '../tally/click-partitions.js';
import { TallyStore } from '../tally/tally.store.js';
import { ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickEnvelope } from '../testing/click.factory.js';
import { streamLimits, TestStreams } from '../testing/streams.fixture.js';
import type { DeadLetter } from './dead-letters.js';
import type { StreamLag } from './stream-group.js';
import type { StreamsBusServer } from './streams-bus.server.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const SOURCE_HOOK = join(import.meta.dirname, '../../../testing/src/source-hook.mjs');
const ROUNDS = 30;
const COMMAND_MS = 1000;
const SLOW = { timeoutMs: 15_000 };

let nodes: TestRedisCluster;
let streams: TestStreams;
let servers: StreamsBusServer[];
let made = 0;

const sources = (count: number, source?: string) =>
  Array.from({ length: count }, (_, index) =>
    clickEnvelope({ source: source ?? `source-${index}`, seq: index }),
  );
const idsOf = (envelopes: readonly ClickEnvelope[]) => envelopes.map(({ batchId }) => batchId).toSorted();

/** Sends until it is safe, as the spool does. */
async function sendAll(envelopes: readonly ClickEnvelope[]): Promise<void> {
  const send = await streams.sender();
  const sendOne = (envelope: ClickEnvelope) =>
    waitFor(
      () =>
        send(serialiseEnvelope(envelope)).then(
          () => true,
          () => false,
        ),
      SLOW,
    );
  await Promise.all(envelopes.map(sendOne));
}

function begin(limits: Partial<typeof streamLimits> = {}): void {
  made += 1;
  streams = new TestStreams(nodes, `faults-${made}`, limits);
}

async function consumer(...args: Parameters<TestStreams['consumer']>): Promise<StreamsBusServer> {
  const server = await streams.consumer(...args);
  servers.push(server);
  return server;
}

describeRedis('clicks over redis streams', () => {
  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'state' });
  }, INSTALL_TIMEOUT_MS);
  beforeEach(() => {
    servers = [];
    begin();
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await streams.close();
  });
  afterAll(() => nodes?.stop());

  describe('with a tally', () => {
    let own: OwnDatabase;
    beforeAll(async () => {
      own = await ownDatabase('stats');
    });
    afterAll(() => own?.drop());

    it('are counted once although their consumer is killed between commit and acknowledgement', async () => {
      await sendAll(sources(40, 'one'));
      const fixture = join(import.meta.dirname, 'dying-consumer.fixture.ts');
      const addresses = nodes.nodes.map(({ host, port }) => `${host}:${port}`).join(',');
      const args = ['--import', SOURCE_HOOK, fixture, own.url, `faults-${made}`, addresses];
      const [, signal] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
      expect(signal).toBe('SIGKILL');
      const store = new TallyStore(own.database, { isBot: () => false }, new ClickPartitions(own.database));
      let duplicates = 0;
      const server = await consumer(async (group) => {
        duplicates += (await store.apply(group)).duplicates;
      });
      await waitFor(async () => (await lagOf(server))?.pending === 0 && duplicates > 0, SLOW);
      expect(await lagOf(server)).toMatchObject({ pending: 0, waiting: 0 });
      const [row] = await own.database.query<{ clicks: number; batches: number }>({
        text: `SELECT (SELECT sum(clicks)::int FROM click_total) AS clicks,
                      (SELECT count(*)::int FROM processed_batch) AS batches`,
      });
      expect(row).toEqual({ clicks: 40, batches: 40 });
    });
  });

  it('lose no acknowledged batch when a master is killed', async () => {
    const send = await streams.sender();
    const master = await nodes.masterOf(await keyOf('00'));
    const acknowledged = new Set<string>();
    const sending: Promise<unknown>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round === ROUNDS / 3) await nodes.killNode(master);
      for (const envelope of sources(16))
        sending.push(
          send(serialiseEnvelope(envelope)).then(
            () => acknowledged.add(envelope.batchId),
            () => {},
          ),
        );
      await sleep(20);
    }
    await Promise.all(sending);
    await nodes.up();
    expect(acknowledged.size).toBeGreaterThan((ROUNDS / 3) * 16 - 1);
    expect(acknowledged.size).toBeLessThan(ROUNDS * 16);
    const counted = new Set<string>();
    await consumer(async (group) => group.forEach(({ batchId }) => counted.add(batchId)));
    await waitFor(() => acknowledged.isSubsetOf(counted), SLOW);
  });

  it('go on being read after a planned failover', async () => {
    const counted = new Set<string>();
    await consumer(async (group) => group.forEach(({ batchId }) => counted.add(batchId)));
    await sendAll(sources(50));
    await nodes.failover(await nodes.masterOf(await keyOf('00')));
    await sendAll(sources(50));
    await waitFor(() => counted.size === 100, SLOW);
    await nodes.healed();
  });

  it('are not acknowledged while no replica has them', async () => {
    const key = await keyOf('00');
    const replicas = await replicasOf(await nodes.masterOf(key));
    for (const replica of replicas) nodes.stopNode(replica);
    const send = await streams.sender();
    const outcomeOf = () =>
      send(serialiseEnvelope(clickEnvelope({ source: '' }))).then(
        () => 'sent',
        (error: Error) => error.message,
      );
    try {
      // The stream of an empty source is the first. On a busy machine the answer may first be that its master changed.
      const outcome = await waitFor(() => outcomeOf().then((text) => /sent|No replica/.exec(text)?.[0]));
      expect(outcome).toBe('No replica');
    } finally {
      for (const replica of replicas) nodes.contNode(replica);
    }
    await nodes.healed();
  });

  it('are taken over from a consumer that is silent', async () => {
    const sent = sources(10, 'one');
    await sendAll(sent);
    await takenBy('dead', 1);
    const counted: ClickEnvelope[] = [];
    const server = await consumer(async (group) => counted.push(...group));
    await waitFor(() => counted.length >= 10, SLOW);
    expect(idsOf(counted)).toEqual(idsOf(sent));
    expect(server.readerCounters.claimed).toBe(10);
  });

  it('stay with a consumer that waits for its database', async () => {
    const commit = Promise.withResolvers<void>();
    const taken: string[] = [];
    await consumer(async (group) => {
      taken.push(...idsOf(group));
      await commit.promise;
    });
    await sendAll(sources(5, 'one'));
    await waitFor(() => taken.length > 0);
    const other = await consumer(async () => {});
    await sleep(4 * streamLimits.claimIdleMs);
    expect(other.readerCounters.claimed).toBe(0);
    commit.resolve();
  });

  it('are read while others are counted: one group waits, and no more than one', async () => {
    begin({ groupBatchesMax: 2 });
    const commit = Promise.withResolvers<void>();
    await sendAll(sources(7, 'one'));
    const server = await consumer(() => commit.promise);
    try {
      await waitFor(async () => (await lagOf(server))?.pending === 4, SLOW);
      await sleep(200);
      expect(await lagOf(server)).toMatchObject({ pending: 4, waiting: 3 });
    } finally {
      commit.resolve();
    }
    await waitFor(async () => (await lagOf(server))?.pending === 0, SLOW);
  });

  it('are set aside when every consumer that had them died', async () => {
    const [deadly] = sources(1, 'one');
    await sendAll([deadly!]);
    await takenBy('dead', streamLimits.triesMax);
    const dead: DeadLetter[] = [];
    const counted: ClickEnvelope[] = [];
    const server = await consumer(
      async (group) => counted.push(...group),
      async (letter) => void dead.push(letter),
    );
    await waitFor(() => dead.length > 0, SLOW);
    expect(dead).toMatchObject([{ batchId: deadly!.batchId, text: serialiseEnvelope(deadly!) }]);
    await waitFor(async () => (await lagOf(server))?.pending === 0);
    expect(counted).toEqual([]);
  });

  it('fill a stream up to its bound and wait for room', async () => {
    begin({ streamBatchesMax: 7 });
    const sent = sources(20, 'one');
    const sending = sendAll(sent);
    const server = await streams.server();
    await waitFor(async () => (await lagOf(server))?.waiting === 7);
    await sleep(200);
    await waitFor(async () => (await lagOf(server))?.waiting === 7);
    const counted: ClickEnvelope[] = [];
    await consumer(async (group) => counted.push(...group));
    await sending;
    await waitFor(() => counted.length === 20);
    expect(idsOf(counted)).toEqual(idsOf(sent));
  });

  it('are shared by two consumers', async () => {
    const counts = [0, 0];
    for (const index of [0, 1])
      await consumer(async (group) => {
        counts[index]! += group.length;
        await sleep(20);
      });
    for (let round = 0; round < 10; round += 1) await sendAll(sources(20));
    await waitFor(() => counts[0]! + counts[1]! >= 200, SLOW);
    expect(counts[0]! + counts[1]!).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

/** Undefined while a slot is on its way: masters change on a busy machine. */
function lagOf(server: StreamsBusServer): Promise<StreamLag | undefined> {
  return server.lag().catch(() => undefined);
}

async function keyOf(stream: string): Promise<string> {
  return (await streams.cluster()).key(clickKeys.clicks, { stream });
}

async function replicasOf(master: TestRedisNode): Promise<TestRedisNode[]> {
  const replication = await nodes.command(master, 'INFO', 'replication');
  const ports = [...replication.matchAll(/slave\d+:ip=[^,]+,port=(\d+)/g)].map(([, port]) => Number(port));
  return nodes.nodes.filter(({ port }) => ports.includes(port));
}

/** Hands everything to a consumer that never gives a sign of life, so many times. */
async function takenBy(name: string, times: number): Promise<void> {
  const cluster = await streams.cluster();
  for (const stream of clickStreams) {
    const key = cluster.key(clickKeys.clicks, { stream });
    const run = <Result>(work: (client: RedisClient) => Promise<Result>) =>
      waitFor(() => cluster.run(async (client) => [await work(client)], COMMAND_MS).catch(passing), SLOW);
    await run((client) => client.xgroup('CREATE', key, 'stats', '0', 'MKSTREAM'));
    const [read] = await run((client) =>
      client.xreadgroup('GROUP', 'stats', name, 'COUNT', 100, 'STREAMS', key, '>'),
    );
    const ids = ((read ?? []) as [string, [string][]][]).flatMap(([, entries]) => entries.map(([id]) => id));
    for (let again = 1; again < times && ids.length > 0; again += 1)
      await run((client) => client.xclaim(key, 'stats', name, 0, ...ids));
  }
}

function passing(error: unknown): undefined {
  if (!isRedisPassing(error)) throw error;
}
