import { ClickPartitions } from '@fleetlink/click';
import { LeafKeeper } from '@fleetlink/link';
import { partitionsOf, type Database } from '@fleetlink/postgres';
import type { Environment } from '@fleetlink/settings';
import type { Fleet } from '../fleet/fleet.js';
import { askEach, type Answered } from '../fleet/shard-survey.js';
import { fleetLayout, LINK_PARENTS, STATS_PARENTS } from './partition-list.js';

/** What one database got. */
export interface MadePartitions {
  readonly made: readonly string[];
  /** Attached now, the new ones included. */
  readonly total: number;
}

/** Makes the partitions that are needed now and next, on every database that answers. Doing it again is harmless. */
export async function ensurePartitions(
  fleet: Fleet,
  environment: Environment,
  nowMs: number,
): Promise<Answered<MadePartitions>[]> {
  const leaves = new LeafKeeper(await fleetLayout(fleet, environment));
  const onShards = await askEach(fleet, fleet.shardsForSchema, (shard) =>
    made(shard, LINK_PARENTS, () => leaves.ensureLeaves(shard, nowMs)),
  );
  const onStats = await askEach(fleet, [fleet.stats], (stats) =>
    made(stats, STATS_PARENTS, () => new ClickPartitions(stats).ensure(nowMs)),
  );
  return [...onShards, ...onStats];
}

async function made(
  database: Database,
  parents: readonly string[],
  ensure: () => Promise<unknown>,
): Promise<MadePartitions> {
  const before = new Set(await attached(database, parents));
  await ensure();
  const after = await attached(database, parents);
  return { made: after.filter((table) => !before.has(table)), total: after.length };
}

async function attached(database: Database, parents: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(parents.map((parent) => partitionsOf(database, parent)));
  return lists.flat();
}
