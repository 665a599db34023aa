import { timeLeft } from '@fleetlink/problem';
import type { Database } from '@fleetlink/postgres';
import type { ClickSettings } from '../click.settings.js';
import { statsProblems } from '../click.errors.js';
import { TIME_MS_MAX } from '../event/event-check.js';
import { floorTo } from '../event/time.js';
import { minutesFrom, quartersFrom } from '../tally/click-retention.js';
import { dimensions } from '../tally/dimension.js';
import { bucketStarts, type BucketKind } from './buckets.js';
import { statsStatement, type StatsRow } from './stats-statement.js';
import { ceilTo, grains, type Range } from './terms.js';
import { TimeZone } from './time-zone.js';

export interface LinkStatsQuestion {
  readonly linkId: string;
  /** Epoch milliseconds, from inclusive and to exclusive; widened to whole quarter hours (minutes for `minute`). */
  readonly from: number;
  readonly to: number;
  readonly bucket: BucketKind;
  /** An IANA name. */
  readonly timeZone: string;
}

export interface ValueClicks {
  readonly value: string;
  readonly clicks: number;
}

export interface LinkStats {
  readonly clicks: number;
  readonly bots: number;
  /** Distinct visitors of each UTC day that the range touches, summed (visitor-days), within 1.6 %; bots left out. */
  readonly uniques: number;
  /** Every bucket of the range, oldest first; `at` is when it begins, RFC 3339 UTC. */
  readonly series: readonly { readonly at: string; readonly clicks: number }[];
  /** Most clicks first. */
  readonly countries: readonly ValueClicks[];
  readonly referrers: readonly ValueClicks[];
  readonly languages: readonly ValueClicks[];
}

export interface TenantSummary {
  readonly clicks: number;
  readonly bots: number;
  /** When the database answered, RFC 3339 UTC. */
  readonly asOf: string;
}

/** A question over 400 days of a busy link takes seconds. */
const ANSWER_BOUND_MS = 20_000;

/** Counts beside links are a courtesy that nobody waits long for. */
const TOTALS_BOUND_MS = 1000;

/** Answers from the rollups; raw clicks are never read. */
export class ClickAnswers {
  constructor(
    private readonly stats: Database,
    private readonly settings: Pick<ClickSettings, 'minuteHours' | 'quarterDays'>,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * Exact in any time zone as far back as quarter hours are kept (400 days); beyond, clicks count at the begin of
   * their UTC day, so only whole UTC days are exact there. One statement, so that all parts fit together.
   * @throws {Problem} stats/time-zone, stats/range, stats/too-many-buckets, or of kind `unavailable`.
   */
  async linkStats(question: LinkStatsQuestion, untilMs = Infinity): Promise<LinkStats> {
    const { linkId, bucket, timeZone } = question;
    const finest = bucket === 'minute' ? grains.minute : grains.quarter;
    const zone = TimeZone.of(timeZone);
    if (!isRange(question)) throw badRange();
    const range = { from: floorTo(question.from, finest.ms), to: ceilTo(question.to, finest.ms) };
    const starts = bucketStarts({ ...range, bucket, zone });
    const statement = statsStatement({ linkId, range, finest, starts, horizons: this.horizons() });
    const rows = await this.stats.query<StatsRow>(
      statement,
      statement.values,
      timeLeft(untilMs, ANSWER_BOUND_MS),
    );
    return statsOf(rows, starts);
  }

  /** The clicks of each link ever; 0 for one that was never clicked. */
  async totals(linkIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.stats.query<{ link_id: string; clicks: string }>(
      {
        name: 'click-totals',
        text: 'SELECT link_id, clicks FROM click_total WHERE link_id = ANY($1::bigint[])',
      },
      [linkIds],
      TOTALS_BOUND_MS,
    );
    const found = new Map(rows.map(({ link_id, clicks }) => [link_id, Number(clicks)]));
    return new Map(linkIds.map((linkId) => [linkId, found.get(linkId) ?? 0]));
  }

  async summary(tenantId: string, untilMs = Infinity): Promise<TenantSummary> {
    const [row] = await this.stats.query<{ clicks: string; bots: string; as_of: Date }>(
      {
        name: 'click-summary',
        text: `SELECT coalesce(sum(clicks), 0) AS clicks, coalesce(sum(bots), 0) AS bots, now() AS as_of
               FROM tenant_click_day WHERE tenant_id = $1`,
      },
      [tenantId],
      timeLeft(untilMs, ANSWER_BOUND_MS),
    );
    return {
      clicks: Number(row?.clicks ?? 0),
      bots: Number(row?.bots ?? 0),
      asOf: (row?.as_of ?? new Date(this.clock())).toISOString(),
    };
  }

  private horizons() {
    const now = this.clock();
    return {
      minutesFrom: minutesFrom(now, this.settings.minuteHours),
      quartersFrom: quartersFrom(now, this.settings.quarterDays),
    };
  }
}

function statsOf(rows: readonly StatsRow[], starts: readonly number[]): LinkStats {
  const of = (part: StatsRow['part'], key: number) =>
    rows.filter((row) => row.part === part && row.key === key);
  const values = (key: number): ValueClicks[] =>
    of('value', key).map(({ value, clicks }) => ({ value, clicks: Number(clicks) }));
  const sum = (key: number): number => Number(of('value', key)[0]?.clicks ?? 0);
  const bySlot = new Map(
    rows.filter(({ part }) => part === 'series').map(({ key, clicks }) => [key, Number(clicks)]),
  );
  return {
    clicks: sum(dimensions.total),
    bots: sum(dimensions.bot),
    uniques: Number(of('uniques', 0)[0]?.clicks ?? 0),
    series: starts.map((at, index) => ({
      at: new Date(at).toISOString(),
      clicks: bySlot.get(index + 1) ?? 0,
    })),
    countries: values(dimensions.country),
    referrers: values(dimensions.referrer),
    languages: values(dimensions.language),
  };
}

function isRange({ from, to }: Range): boolean {
  return from >= 0 && from < to && to <= TIME_MS_MAX;
}

function badRange() {
  return statsProblems.problem('range', {
    detail: 'The range must begin before it ends, between the years 1970 and 9999.',
    errors: [{ pointer: '?from', rule: 'stats/range', message: 'Must be before `to`.' }],
  });
}
