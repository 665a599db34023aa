import type { Database } from '@fleetlink/postgres';
import { equalRanges, type SlotRange } from './slot-map.js';

interface OwnershipRow {
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly epoch: string;
}

/** Reading the map must not hold up a start for long when one shard is away. */
const READ_DEADLINE_MS = 2000;

/** What one shard says it owns. */
export async function ownedRanges(shard: string, database: Database): Promise<SlotRange[]> {
  const rows = await database.query<OwnershipRow>(
    {
      text: 'SELECT first_slot AS "firstSlot", last_slot AS "lastSlot", epoch FROM slot_ownership ORDER BY 1',
    },
    [],
    READ_DEADLINE_MS,
  );
  return rows.map((row) => ({ ...row, epoch: Number(row.epoch), shard }));
}

/**
 * Gives the shards of a new fleet equal ranges, in the order they are listed, and finishes an earlier call that
 * reached only some of them. Does nothing once any shard owns something else: from then on ranges only move.
 * Safe to run by several processes at once.
 * @returns true when this call handed a range out.
 */
export async function claimEqualRanges(
  shards: readonly { readonly name: string; readonly database: Database }[],
): Promise<boolean> {
  const owned = await Promise.all(shards.map(({ name, database }) => ownedRanges(name, database)));
  const equal = equalRanges(shards.map(({ name }) => name));
  const isNew = owned.every((ranges, index) => isNothingOr(equal[index]!, ranges));
  if (!isNew) return false;
  const claimed = await Promise.all(shards.map(({ database }, index) => claimRange(database, equal[index]!)));
  return claimed.some((rows) => rows.length > 0);
}

function isNothingOr(share: SlotRange, ranges: readonly SlotRange[]): boolean {
  return ranges.every(
    ({ firstSlot, lastSlot, epoch }) =>
      firstSlot === share.firstSlot && lastSlot === share.lastSlot && epoch === share.epoch,
  );
}

function claimRange(database: Database, { firstSlot, lastSlot, epoch }: SlotRange): Promise<unknown[]> {
  return database.query(
    { text: 'INSERT INTO slot_ownership VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING epoch' },
    [firstSlot, lastSlot, epoch],
  );
}
