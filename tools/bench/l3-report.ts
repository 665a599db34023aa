/** What the benchmark of cold codes found, as a report. */
import { rounded, type Report } from './report.ts';
import { failureNotes, type Sent } from './sender.ts';
import { spreadOf, type Spread } from './spread.ts';

/** Of requests a second, for the first storm: at the store, and over HTTP. */
const GOAL_RATIO = 4;
const HTTP_GOAL_RATIO = 2;

/** Ways to ask the shards alone; `product` is the one that the read path takes. */
export const WAYS = {
  product: 'store, shared, through the parent (product)',
  byLeaf: 'store, shared, by leaf',
  atLeaf: 'store, one each, at the leaf',
  throughParent: 'store, one each, through the parent',
} as const;

export type Way = keyof typeof WAYS;

export interface Found {
  readonly inFlight: number;
  readonly sent: readonly Sent[];
  /** The same codes, asked of a bare server that has a statement for each. */
  readonly sentToPeer: readonly Sent[];
  /** Of each round over HTTP. */
  readonly namesPerStatement: readonly number[];
  /** Look-ups a second of each round at the store. */
  readonly rates: Readonly<Record<Way, readonly number[]>>;
  readonly storeNamesPerStatement: number;
}

/** How much was asked for, and of what. */
export interface Storms {
  readonly rounds: number;
  readonly names: number;
  readonly leaves: number;
  readonly months: number;
}

export function l3Report(found: readonly Found[], { rounds, names, leaves, months }: Storms): Report {
  return {
    name: 'l3',
    title: `Storms of cold codes on four shards, ${rounds} interleaved rounds of ${names.toLocaleString('en-US')} codes`,
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
      `At the store the codes are of the last ${months} months of ${leaves} leaves. All ways have pools of 8 connections a shard; the product alone also looks for aliases and in the archive, and forces generic plans (ADR 23).`,
      'The product shares statements through the parent: a batch then is one statement whatever months its codes are of, and opens the months between the least and the greatest of them.',
      ...failureNotes(found.flatMap(({ sent, sentToPeer }) => [...sent, ...sentToPeer])),
      ...found.map(({ inFlight, sent, sentToPeer, rates, namesPerStatement }, storm) => {
        const ratioTo = (way: Way): string =>
          rounded(spreadOf(rates.product.map((rate, round) => rate / rates[way][round]!)).median);
        const ratioToPeer = spreadOf(
          sent.map((run, round) => run.perSecond / sentToPeer[round]!.perSecond),
        ).median;
        const isGoal = storm === 0;
        const goal = isGoal ? ` (goal ${GOAL_RATIO})` : '';
        return (
          `${inFlight} in flight: ${rounded(spreadOf(namesPerStatement).median)} codes a statement over HTTP, ` +
          `${rounded(ratioToPeer)} times a bare server with one statement each${isGoal ? ` (goal ${HTTP_GOAL_RATIO})` : ''}; at the store the product is ` +
          `${ratioTo('throughParent')} times one statement each through the parent${goal}, ${ratioTo('atLeaf')} times one each at the leaf, ${ratioTo('byLeaf')} times shared by leaf.`
        );
      }),
    ],
  };
}

function rowsOf({ inFlight, sent, sentToPeer, rates, ...statements }: Found): string[][] {
  const rate = ({ median, min, max }: Spread): string[] => [rounded(median), rounded(min), rounded(max)];
  const flight = String(inFlight);
  const overHttpRow = (label: string, runs: readonly Sent[], codesAStatement: number): string[] => {
    const middle = (part: (run: Sent) => number): string => rounded(spreadOf(runs.map(part)).median);
    return [
      label,
      flight,
      ...rate(spreadOf(runs.map(({ perSecond }) => perSecond))),
      rounded(codesAStatement),
      middle(({ p50Ms }) => p50Ms),
      middle(({ p99Ms }) => p99Ms),
    ];
  };
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
  return [
    overHttpRow('HTTP, lookup', sent, spreadOf(statements.namesPerStatement).median),
    overHttpRow('HTTP, bare server, one each, through the parent', sentToPeer, 1),
    ...ways,
  ];
}
