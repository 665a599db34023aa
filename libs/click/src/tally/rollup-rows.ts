import type { Dimension } from './dimension.js';

/** Clicks of a link, by one value of one dimension, in the grain that begins at `at` (epoch milliseconds). */
export interface RollupRow {
  readonly linkId: string;
  readonly dimension: Dimension;
  readonly at: number;
  readonly value: string;
  clicks: number;
}

/** Sums of clicks, each key once. */
export class RollupRows {
  private readonly rows = new Map<string, RollupRow>();

  add(linkId: string, dimension: Dimension, at: number, value: string, clicks: number): void {
    const key = `${linkId} ${dimension} ${at} ${value}`;
    const row = this.rows.get(key);
    if (row === undefined) this.rows.set(key, { linkId, dimension, at, value, clicks });
    else row.clicks += clicks;
  }

  /** In the order of the tables' primary keys. */
  sorted(): RollupRow[] {
    return [...this.rows.values()].sort(
      (one, other) =>
        byNumberText(one.linkId, other.linkId) ||
        one.dimension - other.dimension ||
        one.at - other.at ||
        byText(one.value, other.value),
    );
  }
}

/** Orders decimal texts without leading zeros as the numbers they are. */
export function byNumberText(one: string, other: string): number {
  return one.length - other.length || byText(one, other);
}

export function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
