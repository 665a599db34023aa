import { decomposeId, parseId, type IdLayout } from '@fleetlink/code';

/** What a partition holds, ms since 1970; null for a bound that is no moment (MINVALUE, DEFAULT). */
export interface PartitionBounds {
  readonly fromMs: number | null;
  /** Exclusive. */
  readonly toMs: number | null;
}

const rangeBound = /^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$/;
const monthName = /_(\d{4})_(\d{2})$/;

/** Bounds of `link` are ids, which tell their time; those of the statistics are days. */
export function boundsOf(bound: string, layout: IdLayout): PartitionBounds {
  const [, from, to] = rangeBound.exec(bound) ?? [];
  return { fromMs: momentOf(from, layout), toMs: momentOf(to, layout) };
}

/** A leaf that is detached has no bounds, but its name tells the month: `link_2026_11`. */
export function boundsOfMonth(table: string): PartitionBounds {
  const [, year, month] = (monthName.exec(table) ?? []).map(Number);
  if (year === undefined || month === undefined) return { fromMs: null, toMs: null };
  return { fromMs: Date.UTC(year, month - 1), toMs: Date.UTC(year, month) };
}

function momentOf(value: string | undefined, layout: IdLayout): number | null {
  if (value === undefined) return null;
  const id = parseId(value);
  if (id !== undefined) return decomposeId(layout, id).timeMs;
  // `2026-11-22`, or `2026-11-22 01:00:00+01` in the time zone of the connection.
  const [, day, time = '00:00:00', zone = 'Z'] = /^(\S+)(?: ([\d:.]+)([+-]\S+))?$/.exec(value) ?? [];
  const timeMs = Date.parse(`${day}T${time}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`);
  return Number.isNaN(timeMs) ? null : timeMs;
}
