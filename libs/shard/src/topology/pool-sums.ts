import type { Database } from '@fleetlink/postgres';

/** What one server offers, and what this process may take of it together with its fellow workers. */
export interface PoolSum {
  /** Host and port, without user and password. */
  readonly server: string;
  readonly databases: number;
  readonly processes: number;
  /** The most connections that they may open. */
  readonly wanted: number;
  /** max_connections less those that the server keeps for its own people. */
  readonly offered: number;
}

export type PoolVerdict = 'room' | 'tight' | 'too many';

/** `tight`: as many processes again find too few. `too many`: these alone can leave nobody a connection. */
export function poolVerdict({ wanted, offered }: PoolSum): PoolVerdict {
  if (wanted > offered) return 'too many';
  return wanted * 2 > offered ? 'tight' : 'room';
}

/** One sentence for the log, with the numbers and the way out. */
export function poolAdvice({ server, databases, processes, wanted, offered }: PoolSum): string {
  const each = Math.max(2, Math.floor(offered / 2 / databases / processes));
  const whose = processes === 1 ? 'this process' : `these ${processes} workers`;
  return (
    `the pools of ${whose} may open ${wanted} connections to ${server}, which offers ${offered}: ` +
    `set DATABASE_POOL_SIZE_MAX=${each} or raise max_connections there`
  );
}

/** Databases by the server they lie on. */
export function byServer(databases: readonly Database[]): Map<string, Database[]> {
  const servers = new Map<string, Database[]>();
  for (const database of databases) {
    const known = servers.get(database.server);
    if (known) known.push(database);
    else servers.set(database.server, [database]);
  }
  return servers;
}

export function wantedOf(databases: readonly Database[]): number {
  return databases.reduce((sum, database) => sum + database.poolState().sizeMax, 0);
}
