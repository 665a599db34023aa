import type { Dimension } from './dimension.js';

/** Clicks of a link, by one value of one dimension, in the grain that begins at `at` (epoch milliseconds). */
export interface RollupRow {
  readonly linkId: string;
  readonly dimension: Dimension;
  readonly at: number;
  readonly value: string;
  clicks: number;
}

/** Sums of clicks, each key once, in the order of the tables' primary keys. Links, dimensions and times are added rising. */
export class RollupRows {
  private readonly rows: RollupRow[] = [];
  /** By value, the rows of the link, dimension and time that were added last. */
  private readonly run = new Map<string, RollupRow>();
  private last: RollupRow | undefined;

  add(linkId: string, dimension: Dimension, at: number, value: string, clicks: number): void {
    if (this.last?.at !== at || this.last.dimension !== dimension || this.last.linkId !== linkId)
      this.endRun();
    const row = this.run.get(value);
    if (row !== undefined) {
      row.clicks += clicks;
    } else {
      this.last = { linkId, dimension, at, value, clicks };
      this.run.set(value, this.last);
    }
  }

  /** Ends the adding. */
  sorted(): RollupRow[] {
    this.endRun();
    return this.rows;
  }

  private endRun(): void {
    const run = [...this.run.values()].sort((one, other) => byText(one.value, other.value));
    for (const row of run) this.rows.push(row);
    this.run.clear();
  }
}

/** Orders decimal texts without leading zeros as the numbers they are. */
export function byNumberText(one: string, other: string): number {
  return one.length - other.length || byText(one, other);
}

export function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
