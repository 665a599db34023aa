import { setTimeout as sleep } from 'node:timers/promises';
import type { Shard } from '@fleetlink/shard';
import { replicatedServer, waitFor, type ReplicatedServer } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LinkEditor } from '../edit/link-editor.js';
import { nameOf, type Link } from '../link.entity.js';
import { linkOrder, testFleet, type TestFleet, type TestProcess } from '../testing/test-fleet.js';
import { testResolver } from '../testing/test-resolver.js';
import { ChangeFeed } from './change-feed.js';

let server: ReplicatedServer;
let fleet: TestFleet;
/** Older than the two seconds within which a link is read from the primary. */
let links: Link[];
let process: TestProcess;
const feeds: ChangeFeed[] = [];

const replica = () => server.replicas[0]!;
const readsOf = (shards: readonly Shard[]) => ({
  primary: shards.reduce((sum, { primaryReads }) => sum + primaryReads, 0),
  replica: shards.reduce((sum, shard) => sum + shard.replicas.replicas[0]!.counters.reads, 0),
});
const allFit = (isFit: boolean) =>
  waitFor(() => process.shards.every(({ replicas }) => replicas.hasFit === isFit), { timeoutMs: 8000 });

/** The read path of one lookup process, with nothing in its memory. */
function reader() {
  const { changes, router, source } = process;
  const feed = new ChangeFeed(router, changes);
  feeds.push(feed);
  const resolver = testResolver(source, { changes });
  return { feed, resolve: async (name: string) => resolver.resolve(name, Date.now()) };
}

/** Holds replicas fit for good: what lagging ones show must not matter in the seconds before they are ejected. */
function believeReplicas(): void {
  for (const { replicas } of process.shards) {
    const sight = { ...replicas.replicas[0]!.sight, lagMs: 0, seenAtMs: Infinity };
    Object.defineProperty(replicas.replicas[0]!, 'sight', { value: sight });
  }
}

beforeAll(async () => {
  server = await replicatedServer(1);
  fleet = await testFleet(2, server);
  const orders = Array.from({ length: 40 }, (_, index) =>
    linkOrder(index < 20 ? { alias: `old-${index}` } : {}),
  );
  links = await Promise.all(orders.map((order) => fleet.shortener.shorten(order)));
  await sleep(2100);
});
beforeEach(async () => {
  process = await fleet.process();
  await allFit(true);
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.stop();
  await replica().resumeReplay();
});
afterAll(async () => {
  // A server that is left over would keep the whole run from ending.
  try {
    await fleet.drop();
  } finally {
    await server.remove();
  }
});

describe('a link that has been there for a while', () => {
  it('is read from a replica, one statement for each shard and one for its aliases', async () => {
    const { resolve } = reader();
    const targets = await Promise.all(links.map((link) => resolve(nameOf(link))));
    expect(targets.map((target) => target?.id)).toEqual(links.map(({ id }) => id));
    expect(readsOf(process.shards)).toEqual({ primary: 0, replica: 4 });
  });

  it('is read from the primary without an error while the replica is away, and from the replica again', async () => {
    await replica().kill();
    for (let round = 0; round < 20; round += 1) {
      const targets = await Promise.all(links.map((link) => process.source.find(nameOf(link), Infinity)));
      expect(targets.map((target) => target?.id)).toEqual(links.map(({ id }) => id));
    }
    expect(readsOf(process.shards).replica).toBe(0);
    await allFit(false);
    await replica().start();
    await allFit(true);
    await Promise.all(links.map((link) => process.source.find(nameOf(link), Infinity)));
    expect(readsOf(process.shards).replica).toBe(4);
  });
});

describe('with replay paused', () => {
  beforeEach(() => replica().pauseReplay());

  it('a 404 never hides an alias whose 201 was given, however asking and claiming interleave', async () => {
    believeReplicas();
    const [one, other] = [reader(), reader()];
    let hidden = 0;
    for (let batch = 0; batch < 50; batch += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const alias = `round-${batch}-${index}`;
          if (index % 2 === 0) expect(await one.resolve(alias)).toBeUndefined();
          const before = [one.resolve(alias), other.resolve(alias)];
          await sleep(Math.random() * 4);
          await fleet.shortener.shorten(linkOrder({ alias }));
          const after = await Promise.all([one.resolve(alias), other.resolve(alias)]);
          hidden += after.filter((target) => target === undefined).length;
          await Promise.all(before);
        }),
      );
    }
    expect(hidden).toBe(0);
    expect(readsOf(process.shards).replica).toBeGreaterThan(50);
  });

  it('a new link is found at once, and still when it is no longer young', async () => {
    believeReplicas();
    const made = await Promise.all(Array.from({ length: 50 }, () => fleet.shortener.shorten(linkOrder())));
    const idsNow = async () =>
      (await Promise.all(made.map((link) => reader().resolve(nameOf(link))))).map((target) => target?.id);
    expect(await idsNow()).toEqual(made.map(({ id }) => id));
    expect(readsOf(process.shards)).toEqual({ primary: 2, replica: 0 });
    await sleep(2100);
    expect(await idsNow()).toEqual(made.map(({ id }) => id));
    expect(readsOf(process.shards)).toEqual({ primary: 4, replica: 2 });
  });

  it('an edit is seen within two seconds, by a replica in favour as well as by one that is ejected', async () => {
    const name = nameOf(links[0]!);
    const { feed, resolve } = reader();
    feed.start();
    expect(await resolve(name)).toMatchObject({ version: 1 });
    await new LinkEditor(fleet.router, fleet.finder).edit('tenant-1', name, { url: 'https://example.org/' });
    const oldReading = await resolve(name);
    await waitFor(async () => (await resolve(name))?.version === 2, { timeoutMs: 2000 });
    expect(oldReading).toMatchObject({ version: 1 });
    await allFit(false);
    process = await fleet.process();
    expect(await process.source.find(name, Infinity)).toMatchObject({ version: 2 });
  });

  it('what is known to have changed is read from the primary, even if that became known meanwhile', async () => {
    believeReplicas();
    const name = nameOf(links[1]!);
    await new LinkEditor(fleet.router, fleet.finder).edit('tenant-1', name, { title: 'changed' });
    expect(await process.source.find(name, Infinity)).toMatchObject({ version: 1 });
    const reading = process.source.find(name, Infinity);
    process.changes.note(name, 2, Date.now());
    expect(await reading).toMatchObject({ version: 2 });
    expect(process.source.askedAgain).toBe(1);
    expect(await process.source.find(name, Infinity)).toMatchObject({ version: 2 });
    expect(readsOf(process.shards)).toEqual({ primary: 4, replica: 4 });
  });
});

describe('a shard whose primary is away', () => {
  it('serves the links that its replica knows; names it does not know are unavailable, never absent', async () => {
    await server.primary.kill();
    try {
      for (let round = 0; round < 3; round += 1) {
        const { resolve } = reader();
        const known = await Promise.all(links.map((link) => resolve(nameOf(link))));
        expect(known.map((target) => target?.id)).toEqual(links.map(({ id }) => id));
        const unknown = await Promise.allSettled(links.map((_, index) => resolve(`unknown-${index}`)));
        for (const answer of unknown)
          expect(answer).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
        await sleep(500);
      }
    } finally {
      await server.primary.start();
    }
    await waitFor(() =>
      process.source.find('nobody', Infinity).then(
        () => true,
        () => false,
      ),
    );
    expect(await process.source.find('nobody', Infinity)).toBeUndefined();
  });
});
