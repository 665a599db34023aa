import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CacheCluster, linkKeys } from '@fleetlink/redis';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freshName, linkCacheContract, linkTarget } from '../testing/link-cache.contract.js';
import { copyText } from './copy-text.js';
import { RedisLinkCache } from './redis-link.cache.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const PATIENCE_MS = 2000;
const BOUND_MS = 400;

let nodes: TestRedisCluster;
let cluster: CacheCluster;
let cache: RedisLinkCache;

describeRedis('RedisLinkCache', () => {
  beforeAll(async () => {
    nodes = await testRedisCluster({ kind: 'cache' });
    // With time for a machine that is busy with other tests.
    cluster = new CacheCluster({ settings: nodes.settings({ commandDeadlineMs: PATIENCE_MS }) });
    await cluster.open();
    cache = new RedisLinkCache(cluster);
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await cluster?.close();
    await nodes?.stop();
  });

  linkCacheContract(() => cache);

  describe('of what is stored', () => {
    let name: string;
    const key = () => cluster.key(linkKeys.link, { name });
    const stored = () => cluster.run((client) => client.get(key()));
    const store = (text: string) => cluster.run((client) => client.set(key(), text));

    beforeEach(() => {
      name = freshName();
    });

    it('keeps a copy for 900 s, and as long what says that it was overtaken', async () => {
      const left = () => cluster.run((client) => client.pttl(key()));
      await cache.write(linkTarget({ name }), true);
      expect(await left()).toBeGreaterThan(890_000);
      await cache.drop(name, 2);
      expect(await left()).toBeGreaterThan(890_000);
    });

    it('reads nothing from a copy with a flipped byte, and puts a whole one in its place', async () => {
      await cache.write(linkTarget({ name }), false);
      const text = (await stored())!;
      await store(text.replace('example.com', 'example.con'));
      expect(await cache.read(name)).toBeUndefined();
      await cache.write(linkTarget({ name }), false);
      expect(await cache.read(name)).toMatchObject({ target: { url: 'https://example.com/' } });
    });

    it.each([
      ['another link', () => copyText({ target: linkTarget(), freshUntilMs: Date.now(), isHot: false })],
      ['another app', () => '{"url":"https://evil.example/"}'],
      ['an older schema', () => 'F0:1:https://example.com/old'],
      ['nobody', () => ''],
    ])('takes the text of %s for nothing, and overwrites it', async (_whose, text) => {
      await store(text());
      expect(await cache.read(name)).toBeUndefined();
      await cache.write(linkTarget({ name }), false);
      expect(await cache.read(name)).toMatchObject({ target: { name } });
    });

    it('takes another type for nothing, and overwrites it', async () => {
      await cluster.run((client) => client.hset(key(), 'url', 'https://evil.example/'));
      expect(await cache.read(name)).toBeUndefined();
      await cache.write(linkTarget({ name }), false);
      expect(await cache.read(name)).toMatchObject({ target: { name } });
    });

    it('heeds the version of a later schema', async () => {
      await store('F2:7:whatever');
      await cache.write(linkTarget({ name, version: 6 }), false);
      expect(await stored()).toBe('F2:7:whatever');
      await cache.write(linkTarget({ name, version: 7 }), false);
      expect(await cache.read(name)).toMatchObject({ target: { version: 7 } });
    });
  });

  it('keeps nobody longer than its bound while Redis hangs, in the queue as well', async () => {
    const bounded = new CacheCluster({ settings: nodes.settings({ commandDeadlineMs: BOUND_MS }) });
    await bounded.open();
    const hurried = new RedisLinkCache(bounded);
    for (const node of nodes.nodes) nodes.stopNode(node);
    try {
      const beganMs = performance.now();
      const reads: Promise<unknown>[] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        reads.push(...Array.from({ length: 20 }, () => hurried.read(freshName())));
        await sleep(1);
      }
      const outcomes = await Promise.allSettled(reads);
      expect(performance.now() - beganMs).toBeLessThan(1.5 * BOUND_MS);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    } finally {
      for (const node of nodes.nodes) nodes.contNode(node);
      await bounded.close();
      await nodes.healed();
    }
  });

  it('asks each node once for all names of one turn', async () => {
    const names = Array.from({ length: 300 }, () => freshName());
    await Promise.all(names.map((name) => cache.write(linkTarget({ name }), false)));
    const sent = jest.spyOn(Socket.prototype, 'write');
    try {
      const copies = await Promise.all(names.map((name) => cache.read(name)));
      expect(copies.map((copy) => copy?.target.name)).toEqual(names);
      // The topology may be asked for meanwhile.
      expect(sent.mock.calls.length).toBeLessThanOrEqual(4);
    } finally {
      sent.mockRestore();
    }
  });
});
