import { detachPartition, type Database } from '@fleetlink/postgres';
import type { ClickSettings } from '../click.settings.js';
import { DAY_MS, floorTo, HOUR_MS } from '../event/time.js';
import type { VisitorKeyStore } from '../visitor/visitor-key.store.js';
import { BATCH_DAYS_MAX, partitionName, type ClickPartitions } from './click-partitions.js';

export interface RetentionParts {
  readonly stats: Database;
  readonly partitions: Pick<ClickPartitions, 'forget'>;
  readonly visitorKeys: Pick<VisitorKeyStore, 'deleteOld'>;
  readonly settings: Pick<ClickSettings, 'minuteHours' | 'quarterDays' | 'rawDays'>;
}

export interface RetentionOutcome {
  readonly minuteRows: number;
  readonly quarterRows: number;
  readonly partitions: readonly string[];
  readonly visitorKeys: number;
}

/** Rows deleted in one statement, so that none holds locks for long. */
const DELETE_ROWS_MAX = 10_000;

/** Deletes what stats has kept long enough. Days and totals stay for ever. */
export class ClickRetention {
  constructor(private readonly parts: RetentionParts) {}

  /**
   * Once an hour by one process is enough. A second at the same time may fail on a partition that the first is
   * detaching, which harms nothing; the next run goes on where both stopped.
   */
  async run(now: number): Promise<RetentionOutcome> {
    const { settings, visitorKeys } = this.parts;
    const minuteRows = await this.deleteRows('click_minute', minutesFrom(now, settings.minuteHours));
    const quarterRows = await this.deleteRows('click_quarter', quartersFrom(now, settings.quarterDays));
    const partitions = [
      ...(await this.dropBefore('click', now - settings.rawDays * DAY_MS)),
      ...(await this.dropBefore('processed_batch', now - (BATCH_DAYS_MAX - 1) * DAY_MS)),
    ];
    return { minuteRows, quarterRows, partitions, visitorKeys: await visitorKeys.deleteOld(now) };
  }

  private async deleteRows(table: string, before: number): Promise<number> {
    let total = 0;
    for (let deleted = DELETE_ROWS_MAX; deleted === DELETE_ROWS_MAX; total += deleted)
      deleted = await this.deleteSome(table, before);
    return total;
  }

  /** Rows that a tally is adding to are skipped and left to the next run: nobody waits for anybody. */
  private async deleteSome(table: string, before: number): Promise<number> {
    const [row] = await this.parts.stats.query<{ deleted: number }>(
      {
        text: `WITH gone AS (
                 DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
                   SELECT ctid FROM ${table} WHERE at < to_timestamp($1) LIMIT $2 FOR UPDATE SKIP LOCKED))
                 RETURNING 1)
               SELECT count(*)::int AS deleted FROM gone`,
      },
      [before / 1000, DELETE_ROWS_MAX],
    );
    return row?.deleted ?? 0;
  }

  /** Drops the days before the one of `before`, also those that a crash left detached. */
  private async dropBefore(parent: string, before: number): Promise<string[]> {
    const { stats, partitions } = this.parts;
    const rows = await stats.query<{ name: string }>(
      {
        text: `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname ~ ('^' || $1 || '_[0-9]{8}$')
                 AND c.relname < $2 ORDER BY 1`,
      },
      [parent, partitionName(parent, before)],
    );
    for (const { name } of rows) {
      partitions.forget();
      await detachPartition(stats, parent, name);
      await stats.query({ text: `DROP TABLE IF EXISTS ${name}` });
    }
    return rows.map(({ name }) => name);
  }
}

/** Minute counts are complete from here on; floored, so that no quarter hour is kept by halves. */
export function minutesFrom(now: number, minuteHours: number): number {
  return floorTo(now - minuteHours * HOUR_MS, HOUR_MS);
}

/** Quarter-hour counts are complete from here on; floored, so that no UTC day is kept by halves. */
export function quartersFrom(now: number, quarterDays: number): number {
  return floorTo(now - quarterDays * DAY_MS, DAY_MS);
}
