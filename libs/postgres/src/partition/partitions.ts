import type { Database } from '../database/database.js';

export interface RangePartition {
  readonly parent: string;
  readonly name: string;
  /** Bounds as SQL literals, lower inclusive and upper exclusive. */
  readonly from: string;
  readonly to: string;
  /** Storage parameters, such as `fillfactor = 90`. */
  readonly storage?: string;
}

/** A busy parent is left alone after this long and asked again by the next run. */
const LOCK_TIMEOUT = '2s';

const identifier = /^([a-z][a-z0-9_]{0,62}\.)?[a-z][a-z0-9_]{0,62}$/;

/** Names of the attached partitions of `parent`, oldest first. */
export async function partitionsOf(database: Database, parent: string): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    {
      text: `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = to_regclass($1) ORDER BY c.relname`,
    },
    [parent],
  );
  return rows.map(({ name }) => name);
}

/**
 * Creates the partition and attaches it, unless it is there. Creating first keeps the lock on the parent
 * short: ATTACH needs only SHARE UPDATE EXCLUSIVE, so reads and writes go on.
 */
export async function ensurePartition(database: Database, partition: RangePartition): Promise<void> {
  const { parent, name, from, to, storage } = partition;
  if (!identifier.test(parent) || !identifier.test(name))
    throw new Error(`not a table name: ${parent}, ${name}`);
  await database.transaction(async (session) => {
    const run = (text: string, values?: readonly unknown[]) =>
      session.query<{ attached: boolean }>({ text }, values);
    await run(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    await run('SELECT pg_advisory_xact_lock(hashtext($1))', [`partition ${parent}`]);
    const [state] = await run(
      'SELECT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1)) AS attached',
      [name],
    );
    if (state?.attached) return;
    await run(
      `CREATE TABLE IF NOT EXISTS ${name} (LIKE ${parent} INCLUDING ALL) ${storage ? `WITH (${storage})` : ''}`,
    );
    await run(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
  });
}

/** Detaches a partition without blocking readers, or finishes what was interrupted; the table and its rows stay. */
export async function detachPartition(database: Database, parent: string, name: string): Promise<void> {
  if (!identifier.test(parent) || !identifier.test(name))
    throw new Error(`not a table name: ${parent}, ${name}`);
  const [state] = await database.query<{ pending: boolean }>(
    { text: 'SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhrelid = to_regclass($1)' },
    [name],
  );
  if (!state) return;
  const how = state.pending ? 'FINALIZE' : 'CONCURRENTLY';
  await database.query({ text: `ALTER TABLE ${parent} DETACH PARTITION ${name} ${how}` });
}
