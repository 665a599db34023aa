import type { IdLayout } from '@fleetlink/code';
import { Database, detachPartition, ensurePartition, partitionsOf } from '@fleetlink/postgres';
import { monthLeaf } from './month-leaf.js';

/** This month and the next three: a fleet whose upkeep fails has a quarter of a year to notice. */
const MONTHS_AHEAD = 3;

/** Room on each page for an edit to stay beside its row (HOT update). */
const LEAF_STORAGE = 'fillfactor = 90';

/** A leaf leaves the tree when its newest expiry is this long past. */
const ARCHIVE_AFTER_DAYS = 90;

/** Makes the leaves of `link` before they are needed and takes the dead ones out of the tree. */
export class LeafKeeper {
  constructor(private readonly layout: IdLayout) {}

  /** @returns the tables of this month and the next ones, all of which now exist. */
  async ensureLeaves(shard: Database, nowMs: number): Promise<string[]> {
    const leaves = Array.from({ length: MONTHS_AHEAD + 1 }, (_, later) =>
      monthLeaf(this.layout, nowMs, later),
    );
    const present = new Set(await partitionsOf(shard, 'link'));
    for (const { table, firstId, endId } of leaves) {
      if (present.has(table)) continue;
      await ensurePartition(shard, {
        parent: 'link',
        name: table,
        from: String(firstId),
        to: String(endId),
        storage: LEAF_STORAGE,
      });
    }
    return leaves.map(({ table }) => table);
  }

  /**
   * Detaches the leaves of past months in which nothing lives any more, and moves them to the schema
   * `archive`: their names still answer "gone".
   * @returns the tables that left.
   */
  async archiveDeadLeaves(shard: Database, nowMs: number): Promise<string[]> {
    const archived: string[] = [];
    const current = monthLeaf(this.layout, nowMs).table;
    for (const table of await partitionsOf(shard, 'link')) {
      if (table >= current || (await this.hasLife(shard, table))) continue;
      await detachPartition(shard, 'link', table);
      await shard.query({ text: `ALTER TABLE ${table} SET SCHEMA archive` });
      archived.push(table);
    }
    return archived;
  }

  /** A link that never expires keeps its leaf for ever, unless it was deleted. */
  private async hasLife(shard: Database, table: string): Promise<boolean> {
    const [row] = await shard.query<{ alive: boolean }>(
      {
        text: `SELECT EXISTS (SELECT FROM ${table} WHERE state NOT IN ('deleted', 'reserved')
               AND (expires_at IS NULL OR expires_at > now() - $1 * interval '1 day')) AS alive`,
      },
      [ARCHIVE_AFTER_DAYS],
    );
    return row?.alive ?? false;
  }
}

/** Leaves that were moved out of the tree but still answer for their names. */
export async function archivedLeaves(shard: Database): Promise<string[]> {
  const rows = await shard.query<{ table: string }>({
    text: `SELECT tablename AS table FROM pg_tables WHERE schemaname = 'archive'`,
  });
  return rows.map(({ table }) => table);
}
