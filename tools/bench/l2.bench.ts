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
  readonly l2: readonly number[];
  readonly l3: readonly number[];
  readonly single: readonly number[];
}

/** A redirect from the second tier beside one from memory and one from a shard, and the two stores alone. */
export async function l2(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, 2 * NAMES * (ROUNDS + 1));
      const http = await overHttp(rig, path, links);
      return reportOf({ ...http, ...(await atTheStores(path, links)) });
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

async function atTheStores(path: ReadPath, links: SeededLinks): Promise<Pick<Found, 'l2' | 'l3' | 'single'>> {
  const names = links.namesFrom(0, STORE_NAMES);
  await links.fillCache(path, range(STORE_NAMES));
  const { source, tier } = path;
  const rates = { l2: [] as number[], l3: [] as number[], single: [] as number[] };
  const find: Readonly<Record<keyof typeof rates, (name: string) => Promise<object | undefined>>> = {
    l2: async (name) => tier.find(name, path.untilMs()),
    l3: (name) => source.find(name, path.untilMs()),
    single: (name) => path.findSingly(name),
  };
  const forward = Object.keys(rates) as (keyof typeof rates)[];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const store of round % 2 === 0 ? forward : forward.toReversed())
      rates[store].push(await lookUps(names, find[store], STORE_IN_FLIGHT));
  return { l2: rates.l2.slice(1), l3: rates.l3.slice(1), single: rates.single.slice(1) };
}

function reportOf({ runs, tiers, l2: l2Rates, l3: l3Rates, single }: Found): Report {
  const [l2Rate, l3Rate, singleRate] = [spreadOf(l2Rates), spreadOf(l3Rates), spreadOf(single)];
  const ratioTo = (others: readonly number[]) =>
    spreadOf(l2Rates.map((rate, round) => rate / others[round]!));
  const [ratio, ratioToSingle] = [ratioTo(l3Rates), ratioTo(single)];
  const p50 = spreadOf(runs.L2.map(({ p50Ms }) => p50Ms)).median;
  return {
    name: 'l2',
    title: `A redirect by the tier that answers, ${IN_FLIGHT} in flight, and the stores alone, ${STORE_IN_FLIGHT} in flight; ${ROUNDS} interleaved rounds`,
    columns: ['what', 'per second', 'min', 'max', 'p50 ms', 'p99 ms'],
    rows: [
      httpRow('HTTP, from memory (L1)', runs.L1),
      httpRow('HTTP, from Redis (L2)', runs.L2),
      httpRow('HTTP, from a shard (L3)', runs.L3),
      storeRow('store, L2 hit', l2Rate),
      storeRow('store, L3 hit, statements shared', l3Rate),
      storeRow('store, L3 hit, a statement each', singleRate),
      storeRow('ratio, L2 to shared statements', ratio),
      storeRow('ratio, L2 to a statement each', ratioToSingle),
    ],
    bars: {
      unit: 'look-ups/s',
      values: [
        { label: 'store L2', value: l2Rate.median },
        { label: 'L3, shared', value: l3Rate.median },
        { label: 'L3, one each', value: singleRate.median },
      ],
    },
    notes: [
      `The goal is a p50 of ${GOAL_P50_MS} ms for a redirect that L1 misses and L2 answers: ${p50 <= GOAL_P50_MS ? 'met' : 'missed'}.`,
      `The goal at the stores is ${GOAL_RATIO} times the look-ups of L3: ${verdictOf(ratioToSingle)} against a statement for each, ` +
        `${verdictOf(ratio)} against what L3 does, which gathers the look-ups of one turn of the event loop into a statement a shard.`,
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
