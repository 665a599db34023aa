/** pgbouncer.ini: in transaction mode, one pool before every database and one before each server of a shard. */
import type { PostgresNode } from '../plan/fleet-node.ts';
import { DATABASE } from '../postgres/sql.client.ts';

export interface PgbouncerSettings {
  readonly port: number;
  /** Servers by the name under which they are asked for. */
  readonly servers: ReadonlyMap<string, PostgresNode>;
}

const CLIENTS_MAX = 1_000;
const SERVERS_PER_DATABASE_MAX = 40;

/** Services behind a pooler leave this to it: the default of DATABASE_STATEMENT_TIMEOUT_MS. */
const STATEMENT_TIMEOUT_MS = 30_000;

export function pgbouncerSettings({ port, servers }: PgbouncerSettings): string {
  const databases = [...servers].map(
    ([name, { reachedAt }]) =>
      `${name} = host=127.0.0.1 port=${reachedAt} dbname=${DATABASE} user=${DATABASE} ` +
      `connect_query='SET statement_timeout = ${STATEMENT_TIMEOUT_MS}'`,
  );
  return [
    '[databases]',
    ...databases,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `max_client_conn = ${CLIENTS_MAX}`,
    `default_pool_size = ${SERVERS_PER_DATABASE_MAX}`,
    'server_login_retry = 1',
    '',
  ].join('\n');
}
