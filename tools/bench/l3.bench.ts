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

const SHAPE = { replicas: 0, lookups: 1, settings: { WARM_LINKS: '0' } };

type Storm = (typeof STORMS)[number];

interface Found {
  readonly inFlight: Storm;
  readonly sent: readonly Sent[];
  /** Of each round over HTTP. */
  readonly namesPerStatement: readonly number[];
  /** Look-ups a second of each round at the store. */
  readonly coalesced: readonly number[];
  readonly single: readonly number[];
  readonly storeNamesPerStatement: number;
}

/** Many cold codes at once: how few statements they become, and what that brings. */
export async function l3(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, STORMS.length * (ROUNDS + 1) * NAMES);
      const found: Found[] = [];
      for (const inFlight of STORMS) found.push(await storm(rig, path, links, inFlight));
      return reportOf(found);
    } finally {
      await path.close();
    }
  });
}

/** The first round warms up. Over HTTP each name is asked for once, so that no tier above has it. */
async function storm(rig: Rig, path: ReadPath, links: SeededLinks, inFlight: Storm): Promise<Found> {
  const sender = new Sender(lookupUrl(rig), inFlight);
  const found = { sent: [] as Sent[], namesPerStatement: [] as number[] };
  const [coalesced, single]: [number[], number[]] = [[], []];
  const { source } = path;
  const readsBefore = { names: source.reads, statements: source.statements };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const names = links.namesFrom((STORMS.indexOf(inFlight) * (ROUNDS + 1) + round) * NAMES, NAMES);
    const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total');
    found.sent.push(await sender.followAll(names));
    const reads = difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total'), before);
    found.namesPerStatement.push(reads['names']! / reads['statements']!);
    coalesced.push(await lookUps(names, (name) => source.find(name, path.untilMs()), inFlight));
    single.push(await lookUps(names, (name) => path.findSingly(name), inFlight));
    process.stdout.write('.');
  }
  process.stdout.write('\n');
  sender.close();
  return {
    inFlight,
    sent: found.sent.slice(1),
    namesPerStatement: found.namesPerStatement.slice(1),
    coalesced: coalesced.slice(1),
    single: single.slice(1),
    storeNamesPerStatement: (source.reads - readsBefore.names) / (source.statements - readsBefore.statements),
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
      values: found.flatMap(({ inFlight, coalesced, single }) => [
        { label: `coalesced, ${inFlight}`, value: spreadOf(coalesced).median },
        { label: `one each, ${inFlight}`, value: spreadOf(single).median },
      ]),
    },
    notes: [
      'Over HTTP each code is a miss of L1 and of L2; the lookup process counts the codes and the statements itself.',
      'The yardstick sends a statement for each code to the partitioned table, over the same pools of 8 connections a shard.',
      ...failureNotes(found.flatMap(({ sent }) => sent)),
      ...found.map(({ inFlight, coalesced, single, namesPerStatement }) => {
        const ratio = spreadOf(coalesced.map((rate, round) => rate / single[round]!)).median;
        return (
          `${inFlight} in flight: ${rounded(spreadOf(namesPerStatement).median)} codes a statement over HTTP, ` +
          `and ${rounded(ratio)} times the yardstick at the store.`
        );
      }),
    ],
  };
}

function rowsOf({ inFlight, sent, coalesced, single, ...statements }: Found): string[][] {
  const middle = (part: (run: Sent) => number): string => rounded(spreadOf(sent.map(part)).median);
  const rate = ({ median, min, max }: Spread): string[] => [rounded(median), rounded(min), rounded(max)];
  const [flight, perStatement] = [String(inFlight), spreadOf(statements.namesPerStatement).median];
  return [
    [
      'HTTP',
      flight,
      ...rate(spreadOf(sent.map(({ perSecond }) => perSecond))),
      rounded(perStatement),
      middle(({ p50Ms }) => p50Ms),
      middle(({ p99Ms }) => p99Ms),
    ],
    [
      'store, coalesced',
      flight,
      ...rate(spreadOf(coalesced)),
      rounded(statements.storeNamesPerStatement),
      '',
      '',
    ],
    ['store, one each', flight, ...rate(spreadOf(single)), '1', '', ''],
  ];
}
