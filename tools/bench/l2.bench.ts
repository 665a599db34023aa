import { inParallel } from '../demo/in-parallel.ts';
import type { Stage } from '../demo/stage.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { lookUps, lookupUrl } from './look-ups.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { failureNotes, Sender, type Sent } from './sender.ts';
import { difference, metricOf, type Values } from './service-metrics.ts';
import { spreadOf, type Spread } from './spread.ts';

const ROUNDS = 5;
/** Names of one round over HTTP: some for the second tier, as many for the shards. */
const NAMES = 1500;
const IN_FLIGHT = 8;
const STORE_NAMES = 10_000;
const STORE_IN_FLIGHT = 64;
const GOAL_P50_MS = 2;
const GOAL_RATIO = 3;

const SHAPE = { replicas: 0, lookups: 1, settings: { WARM_LINKS: '0' } };

type Tier = 'L1' | 'L2' | 'L3';
type Runs = Record<Tier, Sent[]>;

interface Found {
  readonly runs: Runs;
  /** What the lookup process says of where its answers came from. */
  readonly tiers: Values;
  /** Look-ups a second of each round. */
  readonly stores: Readonly<Record<Store, readonly number[]>>;
}

const STORES = {
  l2: 'store, L2 hit',
  l3: 'store, L3 hit, statements shared',
  single: 'store, L3 hit, a statement each',
  pipelined: 'Redis alone, GETs in a pipeline for each node',
  bucketed: 'Redis alone, an MGET for each of 16 hash tags',
} as const;

type Store = keyof typeof STORES;

/** A redirect from the second tier beside one from memory and one from a shard, and the two stores alone. */
export async function l2(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, 2 * NAMES * (ROUNDS + 1));
      const http = await overHttp(rig, path, links);
      return reportOf({ ...http, stores: await atTheStores(path, links) });
    } finally {
      await path.close();
    }
  });
}

/** Every name is new to the process but those of L1, which it answered just before. The first round warms up. */
async function overHttp(
  rig: Rig,
  path: ReadPath,
  links: SeededLinks,
): Promise<Pick<Found, 'runs' | 'tiers'>> {
  const sender = new Sender(lookupUrl(rig), IN_FLIGHT);
  const runs: Runs = { L1: [], L2: [], L3: [] };
  const isShared = (index: number): boolean => index % (2 * NAMES) < NAMES;
  await links.fillCache(path, range(links.count).filter(isShared));
  const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_total');
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const first = 2 * NAMES * round;
      const shared = links.namesFrom(first, NAMES);
      const cold = links.namesFrom(first + NAMES, NAMES);
      for (const [tier, names] of [
        ['L2', shared],
        ['L3', cold],
        ['L1', shared],
      ] as const)
        runs[tier].push(await sender.followAll(names));
    }
  } finally {
    sender.close();
  }
  const tiers = difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_total'), before);
  return { runs: { L1: runs.L1.slice(1), L2: runs.L2.slice(1), L3: runs.L3.slice(1) }, tiers };
}

async function atTheStores(path: ReadPath, links: SeededLinks): Promise<Found['stores']> {
  const names = links.namesFrom(0, STORE_NAMES);
  const { source, tier, yardsticks, redisYardsticks } = path;
  await links.fillCache(path, range(STORE_NAMES));
  await inParallel(names, STORE_IN_FLIGHT, (name) => redisYardsticks.fill(name));
  const rates: Record<Store, number[]> = { l2: [], l3: [], single: [], pipelined: [], bucketed: [] };
  const find: Readonly<Record<Store, (name: string) => Promise<object | undefined>>> = {
    l2: async (name) => tier.find(name, path.untilMs()),
    l3: (name) => source.find(name, path.untilMs()),
    single: (name) => yardsticks.throughParent(name),
    pipelined: (name) => redisYardsticks.pipelined(name),
    bucketed: (name) => redisYardsticks.bucketed(name),
  };
  const forward = Object.keys(STORES) as Store[];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const store of round % 2 === 0 ? forward : forward.toReversed())
      rates[store].push(await lookUps(names, find[store], STORE_IN_FLIGHT));
  for (const store of forward) rates[store].shift();
  return rates;
}

function reportOf({ runs, tiers, stores }: Found): Report {
  const rate = (store: Store): Spread => spreadOf(stores[store]);
  const ratioOf = (store: Store, other: Store) =>
    spreadOf(stores[store].map((value, round) => value / stores[other][round]!));
  const [ratio, ratioToSingle] = [ratioOf('l2', 'l3'), ratioOf('l2', 'single')];
  const p50 = spreadOf(runs.L2.map(({ p50Ms }) => p50Ms)).median;
  return {
    name: 'l2',
    title: `A redirect by the tier that answers, ${IN_FLIGHT} in flight, and the stores alone, ${STORE_IN_FLIGHT} in flight; ${ROUNDS} interleaved rounds`,
    columns: ['what', 'per second', 'min', 'max', 'p50 ms', 'p99 ms'],
    rows: [
      httpRow('HTTP, from memory (L1)', runs.L1),
      httpRow('HTTP, from Redis (L2)', runs.L2),
      httpRow('HTTP, from a shard (L3)', runs.L3),
      ...(Object.keys(STORES) as Store[]).map((store) => storeRow(STORES[store], rate(store))),
      storeRow('ratio, L2 to shared statements', ratio),
      storeRow('ratio, L2 to a statement each', ratioToSingle),
      storeRow('ratio, MGET to pipelined GETs', ratioOf('bucketed', 'pipelined')),
    ],
    bars: {
      unit: 'look-ups/s',
      values: [
        { label: 'store L2', value: rate('l2').median },
        { label: 'L3, shared', value: rate('l3').median },
        { label: 'L3, one each', value: rate('single').median },
      ],
    },
    notes: [
      `The goal is a p50 of ${GOAL_P50_MS} ms for a redirect that L1 misses and L2 answers: ${p50 <= GOAL_P50_MS ? 'met' : 'missed'}.`,
      `The goal at the stores is ${GOAL_RATIO} times the look-ups of L3: ${verdictOf(ratioToSingle)} against a statement for each, ` +
        `${verdictOf(ratio)} against what L3 does, which gathers the look-ups of one turn of the event loop into a statement a shard.`,
      'MGET takes keys of one slot only, so a cluster needs hash tags for it: then whole buckets move between masters, and a hot one stays on one.',
      `The lookup process counted ${told(tiers, 'l1')} answers from L1, ${told(tiers, 'l2')} from L2 and ${told(tiers, 'l3')} from L3; ` +
        `the sender had asked for ${((ROUNDS + 1) * NAMES).toLocaleString('en-US')} of each.`,
      'Clients are Node processes on the same cores, so a time over HTTP is mostly that of sending and answering.',
      ...failureNotes(Object.values(runs).flat()),
    ],
  };
}

function verdictOf({ median }: Spread): string {
  return median >= GOAL_RATIO ? 'met' : 'missed';
}

function told(values: Values, key: string): string {
  return (values[key] ?? 0).toLocaleString('en-US');
}

function httpRow(label: string, runs: readonly Sent[]): string[] {
  const middle = (part: (run: Sent) => number): string => rounded(spreadOf(runs.map(part)).median);
  const row = storeRow(label, spreadOf(runs.map(({ perSecond }) => perSecond)));
  return [...row.slice(0, 4), middle(({ p50Ms }) => p50Ms), middle(({ p99Ms }) => p99Ms)];
}

function storeRow(label: string, { median, min, max }: Spread): string[] {
  return [label, rounded(median), rounded(min), rounded(max), '', ''];
}
