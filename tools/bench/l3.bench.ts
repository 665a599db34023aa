import { LeafKeeper } from '@fleetlink/link';
import type { Stage } from '../demo/stage.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { lookUps, lookupUrl } from './look-ups.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { failureNotes, Sender, type Sent } from './sender.ts';
import { difference, metricOf } from './service-metrics.ts';
import { spreadOf, type Spread } from './spread.ts';

const ROUNDS = 4;
const STORMS = [64, 500] as const;
/** Cold names of one storm. */
const NAMES = 5000;
const LEAVES = 24;
const MONTHS_ASKED = 8;
const MONTH_MS = 30 * 24 * 3_600_000;
const GOAL_RATIO = 4;

const SHAPE = { replicas: 0, lookups: 1, settings: { WARM_LINKS: '0' } };

type Storm = (typeof STORMS)[number];

/** Ways to ask the shards alone; `product` is the one that the read path takes. */
const WAYS = {
  product: 'store, shared, through the parent (product)',
  byLeaf: 'store, shared, by leaf',
  atLeaf: 'store, one each, at the leaf',
  throughParent: 'store, one each, through the parent',
} as const;

type Way = keyof typeof WAYS;

interface Found {
  readonly inFlight: Storm;
  readonly sent: readonly Sent[];
  /** Of each round over HTTP. */
  readonly namesPerStatement: readonly number[];
  /** Look-ups a second of each round at the store. */
  readonly rates: Readonly<Record<Way, readonly number[]>>;
  readonly storeNamesPerStatement: number;
}

/** Many cold codes at once: how few statements they become, and what that brings. */
export async function l3(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      await makeLeaves(path);
      const fresh = await SeededLinks.write(rig, path, STORMS.length * (ROUNDS + 1) * NAMES);
      const old = await SeededLinks.write(rig, path, NAMES, Date.now() - MONTHS_ASKED * MONTH_MS);
      const found: Found[] = [];
      for (const inFlight of STORMS)
        found.push({
          inFlight,
          ...(await overHttp(rig, fresh, inFlight)),
          ...(await atTheStore(path, old.namesFrom(0, NAMES), inFlight)),
        });
      return reportOf(found);
    } finally {
      await path.close();
    }
  });
}

/** As many months as a fleet has after two years. */
async function makeLeaves({ scheme: { layout }, router }: ReadPath): Promise<void> {
  const keeper = new LeafKeeper(layout);
  const year = new Date(layout.epochMs).getUTCFullYear();
  for (const { database } of router.shards)
    for (let month = 0; month < LEAVES; month += 1)
      await keeper.ensureLeaves(database, Date.UTC(year, month));
}

/** The first round warms up. Each name is asked for once, so that no tier above has it. */
async function overHttp(
  rig: Rig,
  links: SeededLinks,
  inFlight: Storm,
): Promise<Pick<Found, 'sent' | 'namesPerStatement'>> {
  const sender = new Sender(lookupUrl(rig), inFlight);
  const found = { sent: [] as Sent[], namesPerStatement: [] as number[] };
  const first = STORMS.indexOf(inFlight) * (ROUNDS + 1);
  for (let round = first; round <= first + ROUNDS; round += 1) {
    const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total');
    found.sent.push(await sender.followAll(links.namesFrom(round * NAMES, NAMES)));
    const reads = difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total'), before);
    found.namesPerStatement.push(reads['names']! / reads['statements']!);
    process.stdout.write('.');
  }
  process.stdout.write('\n');
  sender.close();
  return { sent: found.sent.slice(1), namesPerStatement: found.namesPerStatement.slice(1) };
}

/** Forward, then backward. The first round warms up. */
async function atTheStore(
  path: ReadPath,
  names: readonly string[],
  inFlight: Storm,
): Promise<Pick<Found, 'rates' | 'storeNamesPerStatement'>> {
  const { source, yardsticks } = path;
  const find: Readonly<Record<Way, (name: string) => Promise<object | undefined>>> = {
    product: (name) => source.find(name, path.untilMs()),
    byLeaf: (name) => yardsticks.batchedByLeaf(name),
    atLeaf: (name) => yardsticks.atLeaf(name),
    throughParent: (name) => yardsticks.throughParent(name),
  };
  const rates: Record<Way, number[]> = { product: [], byLeaf: [], atLeaf: [], throughParent: [] };
  const before = { names: source.reads, statements: source.statements };
  const forward = Object.keys(WAYS) as Way[];
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const way of round % 2 === 0 ? forward : forward.toReversed())
      rates[way].push(await lookUps(names, find[way], inFlight));
  for (const way of forward) rates[way].shift();
  return {
    rates,
    storeNamesPerStatement: (source.reads - before.names) / (source.statements - before.statements),
  };
}

function reportOf(found: readonly Found[]): Report {
  return {
    name: 'l3',
    title: `Storms of cold codes on four shards, ${ROUNDS} interleaved rounds of ${NAMES.toLocaleString('en-US')} codes`,
    columns: ['what', 'in flight', 'codes/s', 'min', 'max', 'codes a statement', 'p50 ms', 'p99 ms'],
    rows: found.flatMap(rowsOf),
    bars: {
      unit: 'codes/s',
      values: found.flatMap(({ inFlight, rates }) => [
        { label: `product, ${inFlight}`, value: spreadOf(rates.product).median },
        { label: `one each, ${inFlight}`, value: spreadOf(rates.throughParent).median },
      ]),
    },
    notes: [
      'Over HTTP each code is a miss of L1 and of L2; the lookup process counts the codes and the statements itself.',
      `At the store the codes are of the last ${MONTHS_ASKED} months of ${LEAVES} leaves. All ways have pools of 8 connections a shard; the product alone also looks for aliases and in the archive, and forces generic plans (ADR 23).`,
      'The product shares statements through the parent: a batch then is one statement whatever months its codes are of, and opens the months between the least and the greatest of them.',
      ...failureNotes(found.flatMap(({ sent }) => sent)),
      ...found.map(({ inFlight, rates, namesPerStatement }) => {
        const ratioTo = (way: Way): string =>
          rounded(spreadOf(rates.product.map((rate, round) => rate / rates[way][round]!)).median);
        const goal = inFlight === STORMS[0] ? ` (goal ${GOAL_RATIO})` : '';
        return (
          `${inFlight} in flight: ${rounded(spreadOf(namesPerStatement).median)} codes a statement over HTTP; at the store the product is ` +
          `${ratioTo('throughParent')} times one statement each through the parent${goal}, ${ratioTo('atLeaf')} times one each at the leaf, ${ratioTo('byLeaf')} times shared by leaf.`
        );
      }),
    ],
  };
}

function rowsOf({ inFlight, sent, rates, ...statements }: Found): string[][] {
  const middle = (part: (run: Sent) => number): string => rounded(spreadOf(sent.map(part)).median);
  const rate = ({ median, min, max }: Spread): string[] => [rounded(median), rounded(min), rounded(max)];
  const flight = String(inFlight);
  const overall: string[] = [
    'HTTP',
    flight,
    ...rate(spreadOf(sent.map(({ perSecond }) => perSecond))),
    rounded(spreadOf(statements.namesPerStatement).median),
    middle(({ p50Ms }) => p50Ms),
    middle(({ p99Ms }) => p99Ms),
  ];
  const perStatement: Readonly<Record<Way, string>> = {
    product: rounded(statements.storeNamesPerStatement),
    byLeaf: '',
    atLeaf: '1',
    throughParent: '1',
  };
  const ways = (Object.keys(WAYS) as Way[]).map((way) => [
    WAYS[way],
    flight,
    ...rate(spreadOf(rates[way])),
    perStatement[way],
    '',
    '',
  ]);
  return [overall, ...ways];
}
