import type { IdLayout } from '@fleetlink/code';
import { Database, detachPartition, ensurePartition, partitionsOf } from '@fleetlink/postgres';
import { leafNamed, leafTable, monthLeaf, type MonthLeaf } from './month-leaf.js';

/** This month and the next three: a fleet whose upkeep fails has a quarter of a year to notice. */
const MONTHS_AHEAD = 3;

/** Room on each page for an edit to stay beside its row (HOT update). */
const LEAF_STORAGE = 'fillfactor = 90';

/** A leaf leaves the tree when its month and its newest expiry are this long past. */
const ARCHIVE_AFTER_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/** Makes the leaves of `link` before they are needed and takes the dead ones out of the tree. */
export class LeafKeeper {
  constructor(private readonly layout: IdLayout) {}

  /** @returns the leaves of this month and the next ones, all of which now exist. */
  async ensureLeaves(shard: Database, nowMs: number): Promise<MonthLeaf[]> {
    const leaves = Array.from({ length: MONTHS_AHEAD + 1 }, (_, later) =>
      monthLeaf(this.layout, nowMs, later),
    );
    const present = new Set(await partitionsOf(shard, 'link'));
    for (const leaf of leaves) if (!present.has(leaf.table)) await attachLeaf(shard, leaf);
    return leaves;
  }

  /**
   * Moves the leaves of past months in which nothing lives any more from `link` to `archive.link`: their names
   * still answer "gone". Finishes what an earlier run left half done.
   * @returns the tables that moved; none while another process is at it.
   */
  async archiveDeadLeaves(shard: Database, nowMs: number): Promise<string[]> {
    return shard.transaction(async (session) => {
      // Only the lock belongs to this transaction: DETACH CONCURRENTLY runs in none, on another connection.
      const [lock] = await session.query<{ held: boolean }>({
        text: `SELECT pg_try_advisory_xact_lock(hashtext('archive link')) AS held`,
      });
      return lock?.held ? this.archivePast(shard, nowMs) : [];
    });
  }

  private async archivePast(shard: Database, nowMs: number): Promise<string[]> {
    const archived: string[] = [];
    for (const { table, attached } of await pastLeaves(shard, nowMs - ARCHIVE_AFTER_DAYS * DAY_MS)) {
      if (attached && (await hasLife(shard, table))) continue;
      await detachPartition(shard, 'link', table);
      const leaf = leafNamed(this.layout, table);
      // An owner may have brought a link back meanwhile. From here on nobody can: edits go through the tree.
      if (await hasLife(shard, table)) {
        await attachLeaf(shard, leaf);
      } else {
        await moveToArchive(shard, leaf);
        archived.push(table);
      }
    }
    return archived;
  }
}

function attachLeaf(shard: Database, { table, firstId, endId }: MonthLeaf): Promise<void> {
  return ensurePartition(shard, {
    parent: 'link',
    name: table,
    from: String(firstId),
    to: String(endId),
    storage: LEAF_STORAGE,
  });
}

/** Leaves of the months before, also those that a crash left detached. */
async function pastLeaves(shard: Database, beforeMs: number) {
  return shard.query<{ table: string; attached: boolean }>(
    {
      text: `SELECT relname AS table, relispartition AS attached FROM pg_class
             WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
               AND relname ~ '^link_[0-9]{4}_[0-9]{2}$' AND relname < $1 ORDER BY 1`,
    },
    [leafTable(beforeMs)],
  );
}

/** A link that never expires keeps its leaf for ever, unless it was deleted. */
async function hasLife(shard: Database, table: string): Promise<boolean> {
  const [row] = await shard.query<{ alive: boolean }>(
    {
      text: `SELECT EXISTS (SELECT FROM ${table} WHERE state NOT IN ('deleted', 'reserved')
             AND (expires_at IS NULL OR expires_at > now() - $1 * interval '1 day')) AS alive`,
    },
    [ARCHIVE_AFTER_DAYS],
  );
  return row?.alive ?? false;
}

async function moveToArchive(shard: Database, { table, firstId, endId }: MonthLeaf): Promise<void> {
  await shard.transaction(async (session) => {
    await session.query({ text: `ALTER TABLE ${table} SET SCHEMA archive` });
    await session.query({
      text: `ALTER TABLE archive.link ATTACH PARTITION archive.${table} FOR VALUES FROM (${firstId}) TO (${endId})`,
    });
  });
}
