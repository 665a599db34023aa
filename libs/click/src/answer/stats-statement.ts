import type { Statement } from '@fleetlink/postgres';
import { DAY_MS, dayText, floorTo } from '../event/time.js';
import { dimensions } from '../tally/dimension.js';
import {
  ceilTo,
  seriesTerms,
  totalTerms,
  type Grain,
  type Horizons,
  type Range,
  type Term,
} from './terms.js';

/** Values listed of one dimension; referrers are whatever the world sends. */
export const VALUES_MAX = 1000;

/** One row of the answer: a value of a dimension (key), a bucket counted from 1 (key), or the uniques. */
export interface StatsRow {
  readonly part: 'value' | 'series' | 'uniques';
  readonly key: number;
  readonly value: string;
  readonly clicks: string;
}

export interface StatsStatementParts {
  readonly linkId: string;
  readonly range: Range;
  readonly finest: Grain;
  readonly starts: readonly number[];
  readonly horizons: Horizons;
}

/** All parts of a link's answer in one statement: one snapshot, one round trip. */
export function statsStatement(parts: StatsStatementParts): Statement & { readonly values: unknown[] } {
  const { linkId, range, finest, starts, horizons } = parts;
  const values: unknown[] = [
    linkId,
    seconds(range.from),
    starts.map(seconds),
    VALUES_MAX,
    dayText(range.from),
    dayText(ceilTo(range.to, DAY_MS)),
  ];
  const union = (terms: readonly Term[], wanted: readonly number[]) =>
    terms.map((term) => termText(term, wanted, values)).join(' UNION ALL ');
  const listed = union(totalTerms(range, finest, horizons), Object.values(dimensions));
  const series = union(seriesTerms(range, finest, horizons), [dimensions.total]);
  return { text: statementText(listed, series), values };
}

function statementText(listed: string, series: string): string {
  return `
    WITH listed AS (
      SELECT dimension, value, sum(clicks) AS clicks,
             row_number() OVER (PARTITION BY dimension ORDER BY sum(clicks) DESC, value) AS place
      FROM (${listed}) AS l GROUP BY dimension, value HAVING sum(clicks) <> 0
    ), slots AS (
      SELECT width_bucket(at, ARRAY(SELECT to_timestamp(s) FROM unnest($3::bigint[]) AS s)) AS slot, sum(clicks) AS clicks
      FROM (${series}) AS s GROUP BY slot
    ), visitors AS (
      SELECT coalesce(sum(uniques), 0) AS uniques FROM click_visitors
      WHERE link_id = $1 AND day >= $5::date AND day < $6::date
    )
    SELECT 'value' AS part, dimension::int AS key, value, clicks::text, place FROM listed WHERE place <= $4
    UNION ALL SELECT 'series', slot, '', clicks::text, slot FROM slots
    UNION ALL SELECT 'uniques', 0, '', uniques::text, 0 FROM visitors
    ORDER BY part, key, place`;
}

/** The index of every rollup is (link, dimension, at, value): each term is a few ranges of it. */
function termText(term: Term, wanted: readonly number[], values: unknown[]): string {
  const { grain, sign, from, to, standsAtMs } = term;
  const fromPlace = values.push(seconds(from));
  const toPlace = values.push(seconds(to));
  return `
    SELECT dimension, value, ${sign} * clicks AS clicks, ${standsAt(grain, standsAtMs)} AS at
    FROM ${grain.table} WHERE link_id = $1 AND dimension IN (${wanted.join(', ')})
      AND at >= to_timestamp($${fromPlace}) AND at < to_timestamp($${toPlace})`;
}

/** What stands at the begin of a coarser grain counts from the begin of the range on, as the grain may begin before. */
function standsAt(grain: Grain, standsAtMs: number): string {
  if (grain.ms === standsAtMs) return 'greatest(at, to_timestamp($2))';
  return `greatest(date_bin('${seconds(standsAtMs)} s', at, 'epoch'), to_timestamp($2))`;
}

function seconds(at: number): number {
  return floorTo(at, 1000) / 1000;
}
