import { DAY_MS, floorTo, MINUTE_MS, QUARTER_MS } from '../event/time.js';

/** A rollup table and the length of its grain. */
export interface Grain {
  readonly table: 'click_minute' | 'click_quarter' | 'click_day';
  readonly ms: number;
}

/** Finest first. */
export const grains = {
  minute: { table: 'click_minute', ms: MINUTE_MS },
  quarter: { table: 'click_quarter', ms: QUARTER_MS },
  day: { table: 'click_day', ms: DAY_MS },
} as const satisfies Record<string, Grain>;

/** Rows of one table in a range, added or taken away, counted as if they stood at the begin of a coarser grain. */
export interface Term {
  readonly grain: Grain;
  readonly sign: 1 | -1;
  /** Epoch milliseconds, from inclusive and to exclusive. */
  readonly from: number;
  readonly to: number;
  readonly standsAtMs: number;
}

/** From when on the finer tables are complete: retention deletes what is older. */
export interface Horizons {
  readonly minutesFrom: number;
  readonly quartersFrom: number;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows that add up to the clicks of a range, in the finest grain that is still kept. What retention has deleted
 * from a finer table still stands in the coarser one: the difference of both counts at the begin of the coarser grain.
 * So a series always adds up to all clicks, and beyond the horizon it is exact by whole UTC days.
 */
export function seriesTerms(range: Range, finest: Grain, horizons: Horizons): Term[] {
  const { minute, quarter, day } = grains;
  return [
    { grain: finest, sign: 1 as const, ...range, standsAtMs: finest.ms },
    ...(finest === minute ? difference(minute, quarter, range, horizons.minutesFrom) : []),
    ...difference(quarter, day, range, horizons.quartersFrom),
  ].filter(({ from, to }) => from < to);
}

/** The same clicks at less cost when their times do not matter: whole UTC days come from the table of days. */
export function totalTerms(range: Range, finest: Grain, horizons: Horizons): Term[] {
  const from = ceilTo(range.from, DAY_MS);
  const to = floorTo(range.to, DAY_MS);
  if (from >= to) return seriesTerms(range, finest, horizons);
  return [
    ...seriesTerms({ from: range.from, to: from }, finest, horizons),
    { grain: grains.day, sign: 1, from, to, standsAtMs: DAY_MS },
    ...seriesTerms({ from: to, to: range.to }, finest, horizons),
  ];
}

function difference(finer: Grain, coarser: Grain, range: Range, horizon: number): Term[] {
  const standsAtMs = coarser.ms;
  const old = {
    from: floorTo(range.from, coarser.ms),
    to: Math.min(ceilTo(range.to, coarser.ms), horizon),
  };
  return [
    { grain: coarser, sign: 1, ...old, standsAtMs },
    { grain: finer, sign: -1, ...old, standsAtMs },
  ];
}

export function ceilTo(at: number, grainMs: number): number {
  return floorTo(at + grainMs - 1, grainMs);
}
