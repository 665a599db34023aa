import type { LoggedClick } from './click-log.ts';

/** What clicks are counted by, in the order in which it is told. */
export const DIMENSIONS = ['codes', 'countries', 'referrer hosts', 'hours', 'languages'] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Clicks by value, for each dimension. */
export type Tally = Readonly<Record<Dimension, ReadonlyMap<string, number>>>;

/** What the statistics should say of these clicks, by the rules that docs give for each dimension. */
export function tallyOf(clicks: readonly LoggedClick[]): Tally {
  return {
    codes: counted(clicks, ({ code }) => code),
    countries: counted(clicks, ({ country }) => country ?? 'unknown'),
    'referrer hosts': counted(clicks, ({ referrer }) => referrerHost(referrer)),
    hours: counted(clicks, ({ atMs }) => hourOf(new Date(atMs).toISOString())),
    languages: counted(clicks, ({ languages }) => firstLanguage(languages)),
  };
}

/** The yardstick that may lie beside a log. */
export interface ExpectedFile {
  readonly by_code: Readonly<Record<string, number>>;
  readonly by_country: Readonly<Record<string, number>>;
  readonly by_referrer_host: Readonly<Record<string, number>>;
  readonly by_hour_utc: Readonly<Record<string, number>>;
  readonly by_lang_first: Readonly<Record<string, number>>;
}

export function tallyFrom(file: ExpectedFile): Tally {
  return {
    codes: new Map(Object.entries(file.by_code)),
    countries: new Map(Object.entries(file.by_country)),
    'referrer hosts': new Map(Object.entries(file.by_referrer_host)),
    hours: new Map(Object.entries(file.by_hour_utc)),
    languages: new Map(Object.entries(file.by_lang_first)),
  };
}

/** What the service says of one link. */
export interface LinkStats {
  readonly name: string;
  readonly clicks: number;
  readonly bots: number;
  readonly series: readonly { readonly at: string; readonly clicks: number }[];
  readonly countries: readonly ValueCount[];
  readonly referrers: readonly ValueCount[];
  readonly languages: readonly ValueCount[];
}

interface ValueCount {
  readonly value: string;
  readonly clicks: number;
}

/** The answers for all links, added up. */
export function tallySum(stats: readonly LinkStats[]): Tally {
  return {
    codes: added(stats.map(({ name, clicks }) => ({ value: name, clicks }))),
    countries: added(stats.flatMap(({ countries }) => countries)),
    'referrer hosts': added(stats.flatMap(({ referrers }) => referrers)),
    hours: added(
      stats.flatMap(({ series }) => series.map(({ at, clicks }) => ({ value: hourOf(at), clicks }))),
    ),
    languages: added(stats.flatMap(({ languages }) => languages)),
  };
}

/** `2012-03-16T18:40:47.000Z` -> `2012-03-16T18Z`. */
function hourOf(instant: string): string {
  return `${instant.slice(0, 13)}Z`;
}

function referrerHost(referrer: string | undefined): string {
  if (referrer === undefined || !/^https?:/i.test(referrer)) return 'direct';
  return URL.parse(referrer)?.hostname.toLowerCase() || 'direct';
}

function firstLanguage(languages: string | undefined): string {
  const [first = ''] = (languages ?? '').split(/[,;]/);
  return first.trim().toLowerCase() || 'none';
}

function counted(
  clicks: readonly LoggedClick[],
  valueOf: (click: LoggedClick) => string,
): Map<string, number> {
  return added(clicks.map((click) => ({ value: valueOf(click), clicks: 1 })));
}

/** Values that nobody clicked are left out: a series may fill its gaps with zeros. */
function added(counts: readonly ValueCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { value, clicks } of counts) if (clicks !== 0) sums.set(value, (sums.get(value) ?? 0) + clicks);
  return sums;
}
