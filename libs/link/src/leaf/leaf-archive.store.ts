import type { IdLayout } from '@fleetlink/code';
import { partitionsOf, type Database, type Session } from '@fleetlink/postgres';
import { leafNamed, type MonthLeaf } from './month-leaf.js';

/** A whole row of an archived leaf, as one line of JSON. */
export interface ArchivedRow {
  readonly id: string;
  readonly slot: number;
  readonly expiresAt: Date | null;
  readonly line: string;
}

/** What one statement reads: a few megabytes. */
const ROWS_AT_ONCE = 5000;

/** A leaf in use is left alone after this long. */
const LOCK_TIMEOUT = '2s';

/** Redirects queue behind a lock that is waited for, and give a shard 300 ms. */
const REPLACE_LOCK_TIMEOUT = '100ms';

/** Between two statements the rows are written, and at last read back from the disk. */
const IDLE_TIMEOUT = '1h';

const NAME_COLUMNS = `id, slot, code, alias, tenant_id, redirect_status, state, created_at, expires_at, version`;

/** Leaves out of the tree: their rows are taken away, and their names stay. */
export class LeafArchive {
  constructor(private readonly layout: IdLayout) {}

  /** Leaves of `archive.link` that still hold their rows, oldest first. */
  async fullLeaves(shard: Database): Promise<string[]> {
    const tables = await partitionsOf(shard, 'archive.link');
    return tables.filter((table) => /^link_\d{4}_\d{2}$/.test(table));
  }

  /**
   * Hands every row of a leaf to `keep`, by id, and when that resolves replaces the leaf by its names, which go on
   * answering "gone" and cannot be claimed. One transaction: if anything fails, the leaf is as it was.
   * @returns what `keep` said; undefined while another process is at it.
   */
  async replaceByNames<Kept>(
    shard: Database,
    table: string,
    keep: (rows: AsyncIterable<readonly ArchivedRow[]>) => Promise<Kept>,
  ): Promise<Kept | undefined> {
    const leaf = leafNamed(this.layout, table);
    return shard.transaction(async (session) => {
      if (!(await taken(session, leaf))) return undefined;
      const reading = { complete: false };
      const kept = await keep(rowsOf(session, leaf, reading));
      if (!reading.complete) throw new Error(`not every row of ${table} was kept`);
      await replace(session, leaf);
      return kept;
    });
  }
}

/** Nobody writes to the leaf any more once this transaction has it. */
async function taken(session: Session, { table, firstId, endId }: MonthLeaf): Promise<boolean> {
  await session.query({ text: `SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'` });
  await session.query({ text: `SET LOCAL idle_in_transaction_session_timeout = '${IDLE_TIMEOUT}'` });
  await session.query({ text: `SET LOCAL timezone = 'UTC'` });
  const [leaf] = await session.query<{ mine: boolean }>(
    {
      text: `SELECT pg_try_advisory_xact_lock(hashtext('take leaves')) AND to_regclass($1) IS NOT NULL AS mine`,
    },
    [`archive.${table}`],
  );
  if (!leaf?.mine) return false;
  await session.query({ text: `LOCK TABLE ${full(table)} IN SHARE MODE` });
  // The check is what ATTACH would otherwise read the whole table for, while redirects wait.
  await session.query({
    text: `CREATE TABLE ${names(table)} (LIKE archive.link INCLUDING ALL, CHECK (id >= ${firstId} AND id < ${endId}))`,
  });
  return true;
}

/** Reads the rows, and writes their names as it goes. */
async function* rowsOf(
  session: Session,
  { table, firstId }: MonthLeaf,
  reading: { complete: boolean },
): AsyncGenerator<readonly ArchivedRow[]> {
  const text = `
    WITH batch AS (
      SELECT * FROM ${full(table)} WHERE (id, slot) > ($1, $2) ORDER BY id, slot LIMIT ${ROWS_AT_ONCE}
    ), named AS (
      INSERT INTO ${names(table)} (${NAME_COLUMNS}, url, entered_url) SELECT ${NAME_COLUMNS}, '', '' FROM batch
    )
    SELECT id::text, slot, expires_at AS "expiresAt",
      (to_jsonb(batch) || jsonb_build_object('id', id::text))::text AS line
    FROM batch ORDER BY batch.id, slot`;
  let [id, slot] = [String(firstId), -1];
  for (;;) {
    const rows = await session.query<ArchivedRow>({ text }, [id, slot]);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_AT_ONCE) break;
    ({ id, slot } = rows.at(-1)!);
  }
  reading.complete = true;
}

async function replace(session: Session, { table, firstId, endId }: MonthLeaf): Promise<void> {
  await session.query({ text: `SET LOCAL lock_timeout = '${REPLACE_LOCK_TIMEOUT}'` });
  await session.query({ text: `DROP TABLE ${full(table)}` });
  await session.query({
    text: `ALTER TABLE archive.link ATTACH PARTITION ${names(table)} FOR VALUES FROM (${firstId}) TO (${endId})`,
  });
}

const full = (table: string) => `archive.${table}`;
const names = (table: string) => `archive.${table}_names`;
