import type { Database } from '@fleetlink/postgres';
import { READ_DEADLINE_MS } from '../fleet/fleet.settings.js';

/** `detached` is what an interrupted upkeep leaves behind: the next one goes on with it. */
export type PartitionState = 'attached' | 'detaching' | 'detached' | 'archived';

/** One partition as Postgres has it. */
export interface PartitionRow {
  readonly parent: string;
  readonly table: string;
  readonly state: PartitionState;
  /** `FOR VALUES FROM ('…') TO ('…')`; null while it is detached. */
  readonly bound: string | null;
  readonly rowEstimate: number;
  /** With its indexes. */
  readonly sizeBytes: number;
  readonly fillfactor: number;
}

/** Without the storage parameter, Postgres fills the pages of a table. */
const FILLFACTOR_DEFAULT = 100;

const statement = `
  WITH part AS (
    SELECT p.relname AS parent, c.oid, pg_get_expr(c.relpartbound, c.oid) AS bound,
      CASE WHEN p.relnamespace = to_regnamespace('archive') THEN 'archived'
        WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
    WHERE p.relkind = 'p' AND p.relname = ANY ($1)
      AND p.relnamespace IN (current_schema()::regnamespace, to_regnamespace('archive'))
    UNION ALL
    SELECT substring(c.relname FROM '^(.+?)_[0-9_]+$'), c.oid, NULL, 'detached' FROM pg_class c
    WHERE c.relkind = 'r' AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
      AND substring(c.relname FROM '^(.+?)_[0-9_]+$') = ANY ($1)
  )
  SELECT part.parent, c.relname AS table, part.state, part.bound,
    (CASE WHEN c.reltuples < 0 THEN pg_stat_get_live_tuples(c.oid) ELSE c.reltuples END)::float8 AS "rowEstimate",
    pg_total_relation_size(c.oid)::float8 AS "sizeBytes",
    coalesce((SELECT option_value::int FROM pg_options_to_table(c.reloptions) WHERE option_name = 'fillfactor'),
      ${FILLFACTOR_DEFAULT}) AS fillfactor
  FROM part JOIN pg_class c USING (oid) ORDER BY 1, 2`;

/** The partitions of these parents, by parent and oldest first. */
export async function partitionRows(database: Database, parents: readonly string[]): Promise<PartitionRow[]> {
  return database.query<PartitionRow>({ text: statement }, [parents], READ_DEADLINE_MS);
}
