import type { PartPlan } from './part-plan.js';
import { policies, unitFigures } from './unit-figures.js';
import { monthlyCost, type Cost, type UnitPrices } from './unit-prices.js';
import { dailyOf, type Workload } from './workload.js';

export interface CapacityPlan {
  readonly workload: Workload;
  readonly parts: readonly PartPlan[];
  /** To each primary of a shard, and whether that takes PgBouncer between. */
  readonly connections: number;
  readonly needsPooler: boolean;
  readonly cost: Cost;
  /** What no number of processes mends. */
  readonly warnings: readonly string[];
}

/** More than one statistics database is likely to have. */
const DATABASE_CORES_MAX = 32;
const DATABASE_DISK_GB_MAX = 16_000;

const GB = 1e9;

const PRIMARIES = 'shard primaries';
const STATISTICS = 'statistics';

/** The fleet that carries a workload, by arithmetic on measured figures. */
export function planOf(workload: Workload, prices: UnitPrices): CapacityPlan {
  const services = servicesFor(workload);
  const shards = shardsFor(workload);
  const parts = [...services, ...shards, ...statisticsFor(workload), ...redisFor(workload)];
  const connections = (countOf(services, 'lookup') + countOf(services, 'create')) * policies.poolSize;
  return {
    workload,
    parts,
    connections,
    needsPooler: connections > policies.connectionsMax,
    cost: monthlyCost(parts, workload, prices),
    warnings: warningsOf(workload, parts),
  };
}

function warningsOf(workload: Workload, parts: readonly PartPlan[]): string[] {
  const { cores, diskGb } = parts.find(({ part }) => part === STATISTICS)!;
  const shards = countOf(parts, PRIMARIES);
  const quartersGb = Math.round(
    (dailyOf(workload.averagePerSecond) * policies.quarterDays * unitFigures.rollupBytes) / GB,
  );
  return [
    cores > DATABASE_CORES_MAX && `Counting takes ${cores} cores of one statistics database.`,
    diskGb > DATABASE_DISK_GB_MAX &&
      `The statistics outgrow one server: up to ${quartersGb} GB are counts by quarter hour (CLICK_QUARTER_DAYS).`,
    shards > policies.shardsMin &&
      `${shards} shards: slots have to move from the ${policies.shardsMin} of today.`,
  ].filter((warning) => warning !== false);
}

function servicesFor({ peakPerSecond, createShare }: Workload): PartPlan[] {
  const { gatewayMicros, redirectMicros, createMicros, clicksPerSecond } = unitFigures;
  const { gateway, lookup, create, stats } = policies.podsMin;
  const creates = peakPerSecond * createShare;
  return [
    pods('gateway', 0.25, gateway, coresFor(peakPerSecond, gatewayMicros)),
    pods('lookup', 0.625, lookup, coresFor(peakPerSecond, redirectMicros)),
    pods('create', 0.75, create, coresFor(creates, createMicros)),
    pods('stats', 0.5, stats, (peakPerSecond * policies.allowance) / clicksPerSecond / policies.utilisation),
  ];
}

/** Node and a worker of nginx run on one core each. */
function pods(part: string, memoryGib: number, least: number, wanted: number): PartPlan {
  const count = Math.max(least, Math.ceil(wanted));
  return { part, count, cores: 1, memoryGib, diskGb: 0, because: count > least ? 'CPU' : 'three zones' };
}

function coresFor(perSecond: number, micros: number): number {
  return (perSecond * micros * policies.allowance) / 1e6 / policies.utilisation;
}

function shardsFor({ peakPerSecond, createShare, links, l1Share, l2Share }: Workload): PartPlan[] {
  const { linkBytes, readsPerSecond, writesPerSecond } = unitFigures;
  const { allowance, replicasMin, shardBytesMax, shardsMin, utilisation } = policies;
  const reads = peakPerSecond * Math.max(0, 1 - l1Share - l2Share);
  const writes = peakPerSecond * createShare;
  const wanted = {
    'three zones': shardsMin,
    storage: Math.ceil((links * linkBytes) / shardBytesMax),
    writes: Math.ceil((writes * allowance) / writesPerSecond / utilisation),
  };
  const shards = Math.max(...Object.values(wanted));
  const because = Object.entries(wanted).find(([, count]) => count === shards)![0];
  const perShard = Math.ceil((reads * allowance) / shards / readsPerSecond / utilisation);
  const replicas = Math.max(replicasMin, perShard);
  const server = { cores: 2, memoryGib: 8, diskGb: Math.ceil((links * linkBytes * 2) / shards / GB) };
  return [
    { part: PRIMARIES, count: shards, ...server, because },
    {
      part: 'shard replicas',
      count: shards * replicas,
      ...server,
      because: replicas > replicasMin ? 'reads' : 'three zones',
    },
  ];
}

function statisticsFor(workload: Workload): PartPlan[] {
  const cores = statisticsCores(workload);
  const diskGb = Math.ceil(statisticsBytes(workload) / GB);
  return [
    { part: 'catalog', count: 3, cores: 1, memoryGib: 2, diskGb: 10, because: 'three zones' },
    { part: STATISTICS, count: 3, cores, memoryGib: cores * 4, diskGb, because: 'three zones' },
  ];
}

function statisticsCores({ peakPerSecond }: Workload): number {
  return Math.max(
    2,
    Math.ceil((peakPerSecond * unitFigures.clickDatabaseMicros) / 1e6 / policies.utilisation),
  );
}

/** At most: every click with rows of its own in every grain. */
function statisticsBytes({ averagePerSecond }: Workload): number {
  const { rawClickBytes, rollupBytes } = unitFigures;
  const { rawDays, minuteDays, quarterDays, dayDays } = policies;
  const bytes = rawDays * rawClickBytes + (minuteDays + quarterDays + dayDays) * rollupBytes;
  return dailyOf(averagePerSecond) * bytes;
}

function redisFor({ peakPerSecond, links, l1Share }: Workload): PartPlan[] {
  const { cacheReadsPerSecond, copyBytes, clickBytes } = unitFigures;
  const { allowance, cacheSeconds, streamSeconds, utilisation } = policies;
  const misses = peakPerSecond * (1 - l1Share);
  const copies = Math.min(links, misses * cacheSeconds);
  return [
    redis('Redis "cache"', copies * copyBytes, (misses * allowance) / cacheReadsPerSecond / utilisation),
    redis('Redis "state"', peakPerSecond * streamSeconds * clickBytes, 0),
  ];
}

/** Masters and a replica of each. */
function redis(part: string, bytes: number, byReads: number): PartPlan {
  const byMemory = Math.ceil(bytes / policies.redisBytesMax);
  const masters = Math.max(policies.mastersMin, byMemory, Math.ceil(byReads));
  const because = masters === policies.mastersMin ? 'a quorum' : masters === byMemory ? 'memory' : 'reads';
  return { part, count: masters * 2, cores: 1, memoryGib: 8, diskGb: 20, because };
}

function countOf(parts: readonly PartPlan[], part: string): number {
  return parts.find((one) => one.part === part)!.count;
}

/** Users at once that a pool of connections carries: each connection is used in turn by so many, behind so many processes. */
export function concurrentUsers(pool: number, usersPerConnection: number, processes: number): number {
  return pool * usersPerConnection * processes;
}
