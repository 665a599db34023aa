import type { Database } from '@fleetlink/postgres';
import { READ_DEADLINE_MS } from '../fleet/fleet.settings.js';

/** What a shard holds, as its catalogue of tables knows it without reading them. */
export interface ShardFigures {
  readonly sizeBytes: number;
  /** An estimate: as of the last ANALYZE, or as counted by the statistics where there was none yet. */
  readonly linkEstimate: number;
  readonly leafCount: number;
}

/** Archived leaves count too: their links still answer "gone". */
export async function shardFigures(shard: Database): Promise<ShardFigures> {
  const [figures] = await shard.query<ShardFigures>(
    {
      text: `SELECT pg_database_size(current_database())::float8 AS "sizeBytes",
          coalesce(sum(CASE WHEN c.reltuples < 0 THEN pg_stat_get_live_tuples(c.oid) ELSE c.reltuples END), 0)::float8
            AS "linkEstimate",
          count(c.oid)::int AS "leafCount"
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('link'::regclass, 'archive.link'::regclass)`,
    },
    [],
    READ_DEADLINE_MS,
  );
  return figures!;
}
