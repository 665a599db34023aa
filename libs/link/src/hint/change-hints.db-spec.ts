import { StateCluster } from '@fleetlink/redis';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { waitFor } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkEditor } from '../edit/link-editor.js';
import { nameOf } from '../link.entity.js';
import { ChangeFeed } from '../resolve/change-feed.js';
import { hintMicroservice } from '../testing/hint-microservice.fixture.js';
import { linkOrder, testFleet, type TestFleet } from '../testing/test-fleet.js';
import { testResolver } from '../testing/test-resolver.js';
import { LinkShortener } from '../write/link-shortener.js';
import { ChangeAnnouncer } from './change-announcer.js';
import { hintText } from './change-hint.event.js';
import { ChangeHintsClient } from './change-hints.client.js';
import { ChangeHintsServer } from './change-hints.server.js';
import { RedisHintChannel } from './redis-hint-channel.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const S_MS = 2000;
const LISTEN_MS = 20_000;
/** A channel that hangs may cost an edit no more than its own statement on a busy machine. */
const EDIT_MS_MAX = 1000;

let fleet: TestFleet;
let nodes: TestRedisCluster;
const ends: (() => unknown)[] = [];

async function openCluster() {
  const cluster = new StateCluster({ settings: nodes.settings() });
  ends.unshift(() => cluster.close());
  await cluster.open();
  return cluster;
}

/** The read path of one lookup process. Nothing polls for changes unless its feed is started. */
async function lookup() {
  const process = await fleet.process();
  const { changes } = process;
  const server = new ChangeHintsServer(new RedisHintChannel(await openCluster()));
  const app = await hintMicroservice(server, changes);
  const feed = new ChangeFeed(process.router, changes);
  ends.unshift(
    () => app.close(),
    () => feed.stop(),
  );
  const resolver = testResolver(process.source, { changes });
  const ask = async (name: string) => resolver.resolve(name, Date.now());
  return { server, feed, resolver, ask };
}
type Lookup = Awaited<ReturnType<typeof lookup>>;

/** The write path of one create process. */
async function writer() {
  const channel = new RedisHintChannel(await openCluster());
  const announcer = new ChangeAnnouncer(new ChangeHintsClient(channel));
  const { minter, scheme, finder, router } = fleet;
  return {
    channel,
    announcer,
    editor: new LinkEditor(router, finder, announcer),
    shortener: new LinkShortener(minter, scheme, fleet.writer, finder, announcer),
  };
}

let lookups: Lookup[];
let create: Awaited<ReturnType<typeof writer>>;

const seenByAll = (name: string, version: number, timeoutMs?: number) =>
  waitFor(
    async () => {
      const targets = await Promise.all(lookups.map(({ ask }) => ask(name)));
      return targets.every((target) => target?.version === version);
    },
    timeoutMs === undefined ? {} : { timeoutMs },
  );
/** A subscription takes a moment; what is sent meanwhile is lost. */
const allListen = () =>
  waitFor(
    async () => {
      const before = lookups.map(({ server }) => server.counters.malformed);
      await create.channel.publish('is anybody there?').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
      return lookups.every(({ server }, index) => server.counters.malformed > before[index]!);
    },
    { timeoutMs: LISTEN_MS },
  );

describeRedis('a hint over Redis', () => {
  beforeAll(async () => {
    [fleet, nodes] = await Promise.all([testFleet(2), testRedisCluster({ kind: 'state' })]);
    lookups = [await lookup(), await lookup()];
    create = await writer();
    await allListen();
  }, INSTALL_TIMEOUT_MS);
  afterEach(() => {
    for (const { feed } of lookups) feed.stop();
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await nodes?.stop();
    await fleet?.drop();
  });

  const actions: [string, (name: string) => Promise<unknown>, object][] = [
    [
      'an edit',
      (name) => create.editor.edit('tenant-1', name, { url: 'https://example.org/' }),
      { url: 'https://example.org/' },
    ],
    [
      'disabling',
      (name) => create.editor.edit('tenant-1', name, { state: 'disabled' }),
      { state: 'disabled' },
    ],
    ['blocking', (name) => create.editor.block(name, 'phishing'), { state: 'blocked' }],
    ['deleting', (name) => create.editor.delete('tenant-1', name), { state: 'deleted' }],
  ];

  it.each(actions)('shows %s to every process, though none of them polls', async (_what, act, seen) => {
    const name = nameOf(await create.shortener.shorten(linkOrder()));
    await seenByAll(name, 1);
    await act(name);
    await seenByAll(name, 2);
    for (const { ask } of lookups) expect(await ask(name)).toMatchObject(seen);
  });

  it('tells of an alias, not of a code', async () => {
    const heard = () => lookups.map(({ server }) => server.counters.heard);
    const before = heard();
    await create.shortener.shorten(linkOrder());
    await create.shortener.shorten(linkOrder({ alias: 'just-claimed' }));
    await waitFor(() => heard().every((count, index) => count > before[index]!));
    expect(heard()).toEqual(before.map((count) => count + 1));
  });

  it('that is malformed or false is ignored, and nothing is forgotten for it', async () => {
    const link = await create.shortener.shorten(linkOrder());
    const hint = { v: 1, name: nameOf(link), version: 9, slot: link.slot, at: Date.now() } as const;
    await seenByAll(hint.name, 1);
    const [{ server, resolver }] = lookups as [Lookup];
    const { malformed } = server.counters;
    const { misses } = resolver.counters;
    const bad = ['', '{', hintText({ ...hint, slot: (link.slot + 1) % 16_384 }), hintText(hint).repeat(9)];
    for (const text of bad) await create.channel.publish(text);
    await waitFor(() => server.counters.malformed === malformed + bad.length);
    await seenByAll(hint.name, 1);
    expect(resolver.counters.misses).toBe(misses);
  });

  it('that never arrives costs neither the edit nor the bound of the poll', async () => {
    const name = nameOf(await create.shortener.shorten(linkOrder()));
    await seenByAll(name, 1);
    await Promise.all(lookups.map(({ feed }) => feed.start()));
    const { failed } = create.announcer.counters;
    // Sockets stay open and packets vanish.
    for (const node of nodes.nodes) nodes.stopNode(node);
    try {
      const startMs = performance.now();
      await create.editor.edit('tenant-1', name, { title: 'unheard' });
      expect(performance.now() - startMs).toBeLessThan(EDIT_MS_MAX);
      await seenByAll(name, 2, S_MS);
      await waitFor(() => create.announcer.counters.failed > failed);
    } finally {
      for (const node of nodes.nodes) nodes.contNode(node);
    }
    for (const { feed } of lookups) feed.stop();
    await allListen();
    await create.editor.edit('tenant-1', name, { title: 'heard again' });
    await seenByAll(name, 3);
  });
});
