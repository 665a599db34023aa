import { firstIdAt, type IdLayout } from '@fleetlink/code';

/** One month's partition of `link`; ids of that month live there and nowhere else. */
export interface MonthLeaf {
  readonly table: string;
  /** Inclusive. */
  readonly firstId: bigint;
  /** Exclusive. */
  readonly endId: bigint;
  /** Exclusive. */
  readonly endMs: number;
}

/** The leaf for the UTC month that holds `timeMs`, `monthsLater` months on. */
export function monthLeaf(layout: IdLayout, timeMs: number, monthsLater = 0): MonthLeaf {
  const date = new Date(timeMs);
  const month = date.getUTCMonth() + monthsLater;
  const startMs = Date.UTC(date.getUTCFullYear(), month);
  const endMs = Date.UTC(date.getUTCFullYear(), month + 1);
  return {
    table: leafTable(startMs),
    firstId: firstIdAt(layout, Math.max(startMs, layout.epochMs)),
    endId: firstIdAt(layout, endMs),
    endMs,
  };
}

/** `link_2026_11` for any moment of November 2026, UTC. */
export function leafTable(timeMs: number): string {
  const month = new Date(timeMs).toISOString().slice(0, 7);
  return `link_${month.replace('-', '_')}`;
}

/** The leaf that a table such as `link_2026_11` is. */
export function leafNamed(layout: IdLayout, table: string): MonthLeaf {
  const [, year, month] = table.split('_').map(Number);
  return monthLeaf(layout, Date.UTC(year!, month! - 1));
}
