/** What a fleet has to carry. */
export interface Workload {
  readonly name: string;
  /** Redirects a second that it is sized for. */
  readonly peakPerSecond: number;
  /** Redirects a second over the day: what volumes and storage follow from. */
  readonly averagePerSecond: number;
  /** Of the redirects' number. */
  readonly createShare: number;
  readonly links: number;
  /** Shares of redirects that the process and Redis answer; shards have the rest. */
  readonly l1Share: number;
  readonly l2Share: number;
}

const SECONDS_A_DAY = 86_400;

/** 100 million users, each following one link a day. */
export const DAILY_USERS = 100_000_000;

/** The plan's split of hits over the tiers, and one new link for a hundred redirects. */
const MIX = { createShare: 0.01, links: 500_000_000, l1Share: 0.95, l2Share: 0.04 } as const;

const BASE_PER_SECOND = Math.round(DAILY_USERS / SECONDS_A_DAY);

/** 8.6 billion redirects a day. */
const STRETCH_PER_SECOND = Math.round(8.6e9 / SECONDS_A_DAY);

export const scenarios: readonly Workload[] = [
  { ...MIX, name: 'base', peakPerSecond: BASE_PER_SECOND, averagePerSecond: BASE_PER_SECOND },
  { ...MIX, name: 'peak', peakPerSecond: 10_000, averagePerSecond: BASE_PER_SECOND },
  { ...MIX, name: 'stretch', peakPerSecond: STRETCH_PER_SECOND, averagePerSecond: STRETCH_PER_SECOND },
];

/** A peak for which nobody says how it compares with the day is taken for five times its average. */
export const PEAK_OVER_AVERAGE = 5;

/** The steps of growth that the plan names, by their redirects a second. */
export const ladder: readonly Workload[] = [10_000, 30_000, 50_000, 100_000, 200_000].map(
  (peakPerSecond) => ({
    ...MIX,
    name: `${peakPerSecond.toLocaleString('en-US')}/s`,
    peakPerSecond,
    averagePerSecond: peakPerSecond / PEAK_OVER_AVERAGE,
  }),
);

export interface WorkloadOrder {
  readonly perSecond: number;
  readonly averagePerSecond?: number | undefined;
  readonly links?: number | undefined;
}

export function workloadOf({ perSecond, averagePerSecond, links }: WorkloadOrder): Workload {
  return {
    ...MIX,
    name: 'asked for',
    peakPerSecond: perSecond,
    averagePerSecond: averagePerSecond ?? perSecond / PEAK_OVER_AVERAGE,
    links: links ?? MIX.links,
  };
}

export function dailyOf(perSecond: number): number {
  return perSecond * SECONDS_A_DAY;
}
