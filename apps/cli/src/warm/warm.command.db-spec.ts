import { slotOf } from '@fleetlink/code';
import { HotNamesStore } from '@fleetlink/link';
import { CacheCluster } from '@fleetlink/redis';
import { redisAvailable, testRedisCluster, type TestRedisCluster } from '@fleetlink/redis/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestFleet } from '../testing/test-fleet.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;
const aliases = ['first', 'second', 'third'];

describeRedis('warm', () => {
  let fleet: TestFleet;
  let nodes: TestRedisCluster;
  let cluster: CacheCluster;
  let environment: Record<string, string>;

  beforeAll(async () => {
    [fleet, nodes] = await Promise.all([TestFleet.make(), testRedisCluster({ kind: 'cache' })]);
    await fleet.call(['migrate']);
    await fleet.call(['partitions', 'ensure']);
    for (const [index, alias] of aliases.entries()) await store(alias, index + 1);
    const settings = nodes.settings();
    environment = {
      ...fleet.environment,
      REDIS_CACHE_NODES: nodes.nodes.map(({ host, port }) => `${host}:${port}`).join(','),
      REDIS_KEY_PREFIX: settings.keyPrefix,
      WARM_LINKS: '100',
    };
    cluster = new CacheCluster({ settings });
    await cluster.open();
  }, INSTALL_TIMEOUT_MS);
  afterAll(async () => {
    await cluster?.close();
    await nodes?.stop();
    await fleet?.remove();
  });

  /** An alias whose link lies in the first leaf that there is. */
  async function store(alias: string, id: number): Promise<void> {
    const shard = slotOf(alias) < 8192 ? 'shard-0' : 'shard-1';
    const leaf = `SELECT (regexp_match(pg_get_expr(relpartbound, oid), 'FROM \\(''(\\d+)'))[1]::bigint AS first
      FROM pg_class WHERE relispartition AND relname LIKE 'link_20%' AND relkind = 'r' ORDER BY relname LIMIT 1`;
    const [{ first }] = (await fleet.query(shard, leaf)) as [{ first: string }];
    const linkId = BigInt(first) + BigInt(id);
    await fleet.query(
      shard,
      `INSERT INTO link (id, slot, alias, tenant_id, url, entered_url, created_at)
       VALUES ($1, $2, $3, 'default', 'https://example.com/', '', now())`,
      [linkId, slotOf(alias), alias],
    );
    const claim = 'INSERT INTO alias VALUES ($1, $2, $3)';
    await fleet.query(shard, claim, [alias, slotOf(alias), linkId]);
  }

  it('brings what the cache has lost into it again', async () => {
    const hot = [...aliases, 'nobody-has-it'].map((name) => ({ name, hits: 2 }));
    await new HotNamesStore(cluster, 100).add(hot, Date.now());
    const cold = await fleet.call(['warm'], environment);
    expect(cold).toMatchObject({ exitCode: 0, document: { names: 4, answered: 4, cached: 0, read: 4 } });
    const warm = await fleet.call(['warm'], environment);
    expect(warm).toMatchObject({ exitCode: 0, document: { names: 4, answered: 4, cached: 3, read: 1 } });
  });

  it('says when a shard is away', async () => {
    const { exitCode, document } = await fleet.call(['warm'], {
      ...environment,
      SHARDS: fleet.halfDown['SHARDS']!,
    });
    expect(document['answered']).toBeLessThan(4);
    expect(exitCode).toBe(3);
  });

  it('says when there is no cache cluster, or none that answers', async () => {
    expect((await fleet.call(['warm'])).exitCode).toBe(2);
    await nodes.down();
    const { exitCode, document } = await fleet.call(['warm'], environment);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ error: { message: expect.stringContaining('cache cluster') } });
  });
});
