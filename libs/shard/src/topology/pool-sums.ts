import type { Database } from '@fleetlink/postgres';

/** What one server offers to this process and what this process may take of it. */
export interface PoolSum {
  /** Host and port, without user and password. */
  readonly server: string;
  readonly databases: number;
  /** The most connections that this process may open. */
  readonly wanted: number;
  /** max_connections less those that the server keeps for its own people. */
  readonly offered: number;
}

export type PoolVerdict = 'room' | 'tight' | 'too many';

/** `tight`: a second process like this one finds too few. `too many`: this one alone can leave nobody a connection. */
export function poolVerdict({ wanted, offered }: PoolSum): PoolVerdict {
  if (wanted > offered) return 'too many';
  return wanted * 2 > offered ? 'tight' : 'room';
}

/** One sentence for the log, with the numbers and the way out. */
export function poolAdvice({ server, databases, wanted, offered }: PoolSum): string {
  const each = Math.max(2, Math.floor(offered / 2 / databases));
  return (
    `the pools of this process may open ${wanted} connections to ${server}, which offers ${offered}: ` +
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
