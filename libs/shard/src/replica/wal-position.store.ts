import type { Statement } from '@fleetlink/postgres';

/** Whatever runs one statement: the guarded way to a primary or to a replica. */
export type Ask = <Row>(statement: Statement) => Promise<Row[]>;

export interface PrimaryPosition {
  /** Bytes of log since the cluster was made. */
  readonly position: number;
  /** The primary's clock, ms since 1970. */
  readonly clockMs: number;
}

export interface ReplicaPosition {
  readonly isInRecovery: boolean;
  /** Null on a server that has replayed nothing. */
  readonly position: number | null;
  /** When the commit replayed last was made, on the primary's clock. */
  readonly lastCommitMs: number | null;
}

const primaryStatement = {
  text: `SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 AS position,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "clockMs"`,
};

const replicaStatement = {
  text: `SELECT pg_is_in_recovery() AS "isInRecovery",
    (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::float8 AS position,
    (extract(epoch FROM pg_last_xact_replay_timestamp()) * 1000)::float8 AS "lastCommitMs"`,
};

/** Fails on a server in recovery: what is no primary has no such position. */
export async function primaryPosition(ask: Ask): Promise<PrimaryPosition> {
  const [row] = await ask<PrimaryPosition>(primaryStatement);
  return row!;
}

export async function replicaPosition(ask: Ask): Promise<ReplicaPosition> {
  const [row] = await ask<ReplicaPosition>(replicaStatement);
  return row!;
}
