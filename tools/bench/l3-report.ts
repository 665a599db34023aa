/** What the benchmark of cold codes found, as a report. */
import { rounded, type Report } from './report.ts';
import { spreadOf } from './spread.ts';

/** Of look-ups a second, for the first storm. */
const GOAL_RATIO = 4;

/** Ways to ask the shards; `product` is the one that the read path takes. */
export const WAYS = {
  product: 'shared, through the parent (product)',
  byLeaf: 'shared, by leaf',
  atLeaf: 'one each, at the leaf',
  throughParent: 'one each, through the parent',
} as const;

export type Way = keyof typeof WAYS;

export interface Found {
  readonly inFlight: number;
  /** Look-ups a second of each round. */
  readonly rates: Readonly<Record<Way, readonly number[]>>;
  readonly namesPerStatement: number;
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
    title: `Storms of cold codes at four shards, ${rounds} interleaved rounds of ${names.toLocaleString('en-US')} codes`,
    columns: ['statements', 'in flight', 'codes/s', 'min', 'max', 'codes a statement'],
    rows: found.flatMap(rowsOf),
    bars: {
      unit: 'codes/s',
      values: found.flatMap(({ inFlight, rates }) => [
        { label: `product, ${inFlight}`, value: spreadOf(rates.product).median },
        { label: `one each, ${inFlight}`, value: spreadOf(rates.throughParent).median },
      ]),
    },
    notes: [
      `Codes are of the last ${months} months of ${leaves} leaves. All ways have pools of 8 connections a shard; the product alone also looks for aliases and in the archive, and forces generic plans (ADR 23).`,
      'The product shares statements through the parent: a batch then is one statement whatever months its codes are of, and opens the months between the least and the greatest of them.',
      ...found.map(({ inFlight, rates }, storm) => {
        const ratioTo = (way: Way): string =>
          rounded(spreadOf(rates.product.map((rate, round) => rate / rates[way][round]!)).median);
        const goal = storm === 0 ? ` (goal ${GOAL_RATIO})` : '';
        return `${inFlight} in flight: the product is ${ratioTo('throughParent')} times one statement each through the parent${goal}, ${ratioTo('atLeaf')} times one each at the leaf, ${ratioTo('byLeaf')} times shared by leaf.`;
      }),
    ],
  };
}

function rowsOf({ inFlight, rates, namesPerStatement }: Found): string[][] {
  const perStatement: Readonly<Record<Way, string>> = {
    product: rounded(namesPerStatement),
    byLeaf: '',
    atLeaf: '1',
    throughParent: '1',
  };
  return (Object.keys(WAYS) as Way[]).map((way) => {
    const { median, min, max } = spreadOf(rates[way]);
    return [WAYS[way], String(inFlight), ...[median, min, max].map(rounded), perStatement[way]];
  });
}
