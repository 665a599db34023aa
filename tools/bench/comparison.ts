/** Two contestants side by side, and whether the one is as good as it has to be. */
import { keptRounds, type Runs } from './contest.ts';
import type { LoadResult } from './load.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf, type Spread } from './spread.ts';

const COLUMNS = ['server', 'req/s', 'min', 'max', 'CPU µs/req', 'p50 ms', 'p99 ms', 'foreign cores'];

export interface Comparison {
  readonly ours: string;
  readonly theirs: string;
  /** The least ratio of requests a second that is good enough; none where nothing is asked. */
  readonly atLeast?: number | undefined;
}

/** Everyone's figures, then the ratios of those who are compared. */
export function contestSheet(
  runs: Runs,
  comparisons: readonly Comparison[],
): Pick<Report, 'columns' | 'rows' | 'bars'> {
  const labels = [...runs.keys()];
  return {
    columns: COLUMNS,
    rows: [
      ...labels.map((label) => contestantRow(label, runs)),
      ...comparisons.map((comparison) => ratioRow(comparison, runs)),
    ],
    bars: { unit: 'req/s', values: labels.map((label) => ({ label, value: rateOf(label, runs) })) },
  };
}

function contestantRow(label: string, runs: Runs): string[] {
  const all = runs.get(label)!;
  const kept = keptRounds(all).map((round) => all[round]!);
  const of = (part: (run: LoadResult) => number) => spreadOf(kept.map(part));
  const rate = of(({ perSecond }) => perSecond);
  const middles = [
    of(microseconds),
    of(({ p50Ms }) => p50Ms),
    of(({ p99Ms }) => p99Ms),
    of(({ foreignCores }) => foreignCores),
  ];
  return [label, ...[rate.median, rate.min, rate.max, ...middles.map(({ median }) => median)].map(rounded)];
}

function rateOf(label: string, runs: Runs): number {
  const all = runs.get(label)!;
  return spreadOf(keptRounds(all).map((round) => all[round]!.perSecond)).median;
}

/** Processor time of a request in microseconds. */
export function costOf(label: string, runs: Runs): number {
  const all = runs.get(label)!;
  return spreadOf(keptRounds(all).map((round) => microseconds(all[round]!))).median;
}

/** Ratios of requests a second, and of processor time a request. */
function ratioRow(comparison: Comparison, runs: Runs): string[] {
  const { median, min, max } = ratioOf(comparison, runs, ({ perSecond }) => perSecond);
  const cost = ratioOf(comparison, runs, microseconds).median;
  return [ratioLabel(comparison), ...[median, min, max, cost].map(rounded), '', '', ''];
}

export function verdict(comparison: Comparison, runs: Runs): string {
  const { atLeast } = comparison;
  const { median } = ratioOf(comparison, runs, ({ perSecond }) => perSecond);
  const met = median >= (atLeast ?? 0) ? 'met' : 'missed';
  return `Goal: ${ratioLabel(comparison)} at least ${atLeast}: ${met} by the median of ${rounded(median)}.`;
}

function ratioLabel({ ours, theirs }: Comparison): string {
  return `${ours} / ${theirs}`;
}

/** Round by round, so that only neighbours in time are compared. */
function ratioOf({ ours, theirs }: Comparison, runs: Runs, part: (run: LoadResult) => number): Spread {
  const [one, other] = [runs.get(ours)!, runs.get(theirs)!];
  return spreadOf(keptRounds(one, other).map((round) => part(one[round]!) / part(other[round]!)));
}

function microseconds({ processorMs, answers }: LoadResult): number {
  return (processorMs * 1000) / answers;
}
