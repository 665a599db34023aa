/** Replicas: how far behind they are, who leads, and the pause of their replay. */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { PostgresNode } from '../plan/fleet-node.ts';
import { runProgram } from '../program/run-program.ts';
import { send } from '../process/signals.ts';
import type { RigSite } from '../record/rig-site.ts';
import { RigError } from '../rig-error.ts';
import { writeSettings } from './data-folder.ts';
import { withSql } from './sql.client.ts';

const PROMOTE_SECONDS_MAX = 15;
const PAUSE_MS_MAX = 5_000;
const POLL_MS = 20;

/** How far a replica is behind its primary. */
export interface Lag {
  readonly bytes: number;
  /** How old the newest transaction is that it shows, while it is behind; null where that is not known. */
  readonly ms: number | null;
}

/** What a server says of itself. */
export interface PostgresStand {
  readonly isStandby: boolean;
  readonly isPaused: boolean;
  readonly shownAgeMs: number | null;
}

export async function postgresStand(node: PostgresNode): Promise<PostgresStand> {
  const [row] = await withSql(node, (query) =>
    query<{ standby: boolean; paused: boolean; age: string | null }>(
      `SELECT pg_is_in_recovery() AS standby,
              CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END AS paused,
              extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000 AS age`,
    ),
  );
  const { standby, paused, age } = row!;
  return { isStandby: standby, isPaused: paused, shownAgeMs: age === null ? null : Number(age) };
}

/** Bytes that every replica has yet to replay, by the name of the replica, of those that stream from here. */
export async function replayBytesOn(primary: PostgresNode): Promise<Map<string, number>> {
  const rows = await withSql(primary, (query) =>
    query<{ name: string; bytes: string }>(
      `SELECT application_name AS name, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) AS bytes
         FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NOT NULL`,
    ),
  );
  // the primary may have written on since the replica's last word, but not the other way round
  return new Map(rows.map(({ name, bytes }) => [name, Math.max(0, Number(bytes))]));
}

/** Makes a replica the primary; its siblings follow it. Who the primary was is up to the caller. */
export async function promoteServer(site: RigSite, node: PostgresNode): Promise<void> {
  const pgCtl = join(site.record.programs.postgres, 'pg_ctl');
  const args = ['promote', '-D', site.homeOf(node), '-w', '-t', String(PROMOTE_SECONDS_MAX)];
  await runProgram(pgCtl, args, { account: site.account });
  site.update({ primaries: { ...site.record.primaries, [node.cluster]: node.name } });
  for (const sibling of site.shards.get(node.cluster) ?? []) {
    writeSettings(site, sibling);
    const pid = site.folder.pidFile(sibling.name).live();
    if (pid !== undefined) send(pid, 'SIGHUP');
  }
}

/** Resolves when the replica has really stopped, or gone on. */
export async function setReplay(node: PostgresNode, wanted: 'paused' | 'running'): Promise<void> {
  if (!(await postgresStand(node)).isStandby)
    throw new RigError(`${node.name} is a primary, which replays nothing`, 'name a replica of that shard');
  await withSql(node, async (query) => {
    await query(`SELECT ${wanted === 'paused' ? 'pg_wal_replay_pause' : 'pg_wal_replay_resume'}()`);
    for (const giveUpAt = Date.now() + PAUSE_MS_MAX; ; await sleep(POLL_MS)) {
      const [row] = await query<{ state: string }>('SELECT pg_get_wal_replay_pause_state() AS state');
      if (row!.state === (wanted === 'paused' ? 'paused' : 'not paused')) return;
      if (Date.now() > giveUpAt) throw new RigError(`the replay of ${node.name} is ${row!.state}`);
    }
  });
}
