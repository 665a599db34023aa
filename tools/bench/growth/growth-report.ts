/** What was found at each size, as a table, bars and a drawing. */
import { rounded, type Report } from '../report.ts';
import { failureNotes, type Sent } from '../sender.ts';
import { growthPlot, type Line } from './growth-plot.ts';

/** Of each shard, from the month of the first ids on. */
export const LEAVES = 24;

export interface Size {
  readonly links: number;
  readonly seedSeconds: number;
  readonly sent: readonly Sent[];
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly createsPerSecond: number;
  /** Of one link. */
  readonly heapBytes: number;
  readonly indexBytes: number;
  readonly vacuumMicros: number;
  /** Leaves that Postgres opened to find one code through the parent. */
  readonly leavesRead: number;
}

/** A figure is called flat while more links make it worse by no more than this. */
const FLAT = 1.5;

type Figure = Exclude<keyof Size, 'links' | 'seedSeconds' | 'sent' | 'leavesRead'>;

const FIGURES: Readonly<Record<Figure, string>> = {
  p50Ms: 'L3 p50 ms',
  p99Ms: 'L3 p99 ms',
  createsPerSecond: 'creates/s',
  heapBytes: 'heap B/link',
  indexBytes: 'index B/link',
  vacuumMicros: 'vacuum µs/link',
};

/** Of the others, less is better. */
const MORE_IS_BETTER: Figure = 'createsPerSecond';

export function growthReport(sizes: readonly Size[]): Report {
  return {
    name: 'growth',
    title: `A growing table of links: 4 shards, ${LEAVES} monthly leaves`,
    columns: ['links', ...Object.values(FIGURES), 'leaves read', 'COPY links/s'],
    rows: sizes.map(rowOf),
    bars: {
      unit: 'ms, L3 p50',
      values: sizes.map((size) => ({ label: `${rounded(size.links / 1e6)} M`, value: size.p50Ms })),
    },
    plot: plotOf(sizes),
    notes: [
      ...flatness(sizes),
      ...failureNotes(sizes.flatMap(({ sent }) => sent)),
      'Ids begin in January 2026, so the leaves up to this month hold all links, spread evenly, and those to come are empty.',
      'Cold codes all over the table, 8 in flight, each asked for once over HTTP; the table lies in the memory of the machine, not in the 64 MB of shared_buffers.',
      'Leaves read are those that EXPLAIN ANALYZE shows for one code looked up through the parent table.',
    ],
  };
}

function rowOf(size: Size): string[] {
  const figures = (Object.keys(FIGURES) as Figure[]).map((figure) => rounded(size[figure]));
  const copied = rounded(size.links / size.seedSeconds);
  return [size.links.toLocaleString('en-US'), ...figures, String(size.leavesRead), copied];
}

function plotOf(sizes: readonly Size[]): string {
  const line = (name: string, figure: Figure): Line => ({ name, values: sizes.map((size) => size[figure]) });
  return growthPlot(
    sizes.map(({ links }) => links),
    [
      { title: 'redirect from a shard, ms', lines: [line('p50', 'p50Ms'), line('p99', 'p99Ms')] },
      { title: 'creates in bulk', lines: [line('links/s', 'createsPerSecond')] },
      { title: 'bytes a link', lines: [line('heap', 'heapBytes'), line('indexes', 'indexBytes')] },
      { title: 'vacuum after 1 % was edited', lines: [line('µs a link', 'vacuumMicros')] },
    ],
  );
}

function flatness(sizes: readonly Size[]): string[] {
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  if (first === last) return [];
  const told = Object.entries(FIGURES).map(([figure, name]) => {
    const change = last[figure as Figure] / first[figure as Figure];
    const worse = figure === MORE_IS_BETTER ? 1 / change : change;
    return `${name} × ${rounded(change)}${worse > FLAT ? ' (NOT flat)' : ''}`;
  });
  return [`From ${millions(first)} to ${millions(last)} links: ${told.join(', ')}.`];
}

function millions({ links }: Size): string {
  return `${rounded(links / 1e6)} million`;
}
