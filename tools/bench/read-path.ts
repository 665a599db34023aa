/** What a lookup process has below its first tier, here in this process, on the servers of a rig. */
import { join } from 'node:path';
import {
  codeSettings,
  LinkSource,
  NameScheme,
  RecentChanges,
  RedisLinkCache,
  resolveSettings,
  SecondTier,
} from '@fleetlink/link';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { CacheCluster, redisSettings } from '@fleetlink/redis';
import { readSettings } from '@fleetlink/settings';
import { Shard, ShardRouter, SlotMapFile } from '@fleetlink/shard';
import { parseCodeKey } from '@fleetlink/code';
import type { Rig } from '../rig/rig-fleet.ts';
import { shardAddresses } from '../rig/service/fleet-environment.ts';

/** A yardstick: a statement for each code, which Postgres has to find the month's table for. */
const SINGLE = {
  name: 'single target',
  text: `SELECT id, code AS name, tenant_id, url, redirect_status, state, expires_at, version
         FROM link WHERE id = $1 AND slot = $2 AND code = $3`,
};

const topics = {
  postgres: postgresSettings,
  redis: redisSettings,
  resolve: resolveSettings,
  code: codeSettings,
};

/** A process that does nothing but ask waits in its own queue: that is no failure of the tier. */
const DEADLINE_MS = 10_000;

export class ReadPath {
  readonly scheme: NameScheme;
  readonly router: ShardRouter;
  readonly cache: RedisLinkCache;
  readonly tier: SecondTier;
  readonly source: LinkSource;
  readonly #cluster: CacheCluster;

  /** Opened by `open` alone. */
  private constructor(rig: Rig) {
    const { postgres, redis, code } = readSettings(topics, rig.environment());
    const { layout } = code;
    const key = parseCodeKey(rig.site.record.codeKey);
    this.scheme = new NameScheme({ layout, key, firstBootMs: layout.epochMs });
    this.#cluster = new CacheCluster({ settings: { ...redis, commandDeadlineMs: DEADLINE_MS } });
    const shards = shardAddresses(rig.site).map(
      ({ name, primary }) => new Shard(name, new Database({ name, url: primary, settings: postgres })),
    );
    this.router = new ShardRouter(shards, new SlotMapFile(join(rig.site.record.home, 'slot-map.json')));
    const changes = new RecentChanges();
    this.cache = new RedisLinkCache(this.#cluster);
    this.tier = new SecondTier(this.cache, changes);
    this.source = new LinkSource({
      router: this.router,
      scheme: this.scheme,
      changes,
      boundMs: DEADLINE_MS,
    });
  }

  static async open(rig: Rig): Promise<ReadPath> {
    const path = new ReadPath(rig);
    await Promise.all([path.#cluster.open(), path.router.start()]);
    return path;
  }

  /** A look-up of a code that shares its statement with no other. */
  async findSingly(name: string): Promise<object | undefined> {
    const slot = this.scheme.slotOf(name);
    const id = String(this.scheme.idOf(name, Date.now()));
    const [row] = await this.router.ownerOf(slot).query<object>(SINGLE, [id, slot, name]);
    return row;
  }

  /** How many leaves Postgres opens for that. */
  async leavesRead(name: string): Promise<number> {
    const slot = this.scheme.slotOf(name);
    const id = String(this.scheme.idOf(name, Date.now()));
    const explain = { text: `EXPLAIN (ANALYZE, FORMAT TEXT) ${SINGLE.text}` };
    const plan = await this.router.ownerOf(slot).query<object>(explain, [id, slot, name]);
    return plan.filter((line) => /\bon link_\d/.test(JSON.stringify(line))).length;
  }

  /** When whoever asks now goes. */
  untilMs(): number {
    return performance.now() + DEADLINE_MS;
  }

  async close(): Promise<void> {
    this.router.stop();
    await this.#cluster.close();
    await Promise.all(this.router.shards.map((shard) => shard.close()));
  }
}
