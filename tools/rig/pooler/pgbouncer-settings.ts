/** pgbouncer.ini: one pooler before the primary of every database. */
import type { PostgresNode } from '../plan/fleet-node.ts';
import { DATABASE } from '../postgres/sql.client.ts';

export interface PgbouncerSettings {
  readonly port: number;
  /** The server that takes the writes, by the name under which it is asked for. */
  readonly primaries: ReadonlyMap<string, PostgresNode>;
  /** `1.18.0` */
  readonly version: string;
}

/** Older ones lose a prepared statement when its session moves on to another server connection. */
const PREPARED_SINCE = [1, 21] as const;
const CLIENTS_MAX = 1_000;
const SERVERS_PER_DATABASE_MAX = 40;
const PREPARED_STATEMENTS_MAX = 200;

export function pgbouncerSettings({ port, primaries, version }: PgbouncerSettings): string {
  const databases = [...primaries].map(
    ([name, { reachedAt }]) =>
      `${name} = host=127.0.0.1 port=${reachedAt} dbname=${DATABASE} user=${DATABASE}`,
  );
  const pooling = keepsPrepared(version)
    ? ['pool_mode = transaction', `max_prepared_statements = ${PREPARED_STATEMENTS_MAX}`]
    : ['pool_mode = session'];
  return [
    '[databases]',
    ...databases,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    ...pooling,
    `max_client_conn = ${CLIENTS_MAX}`,
    `default_pool_size = ${SERVERS_PER_DATABASE_MAX}`,
    // node-postgres sends them with its greeting
    'ignore_startup_parameters = extra_float_digits,options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
    'server_login_retry = 1',
    '',
  ].join('\n');
}

function keepsPrepared(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor, sinceMinor] = PREPARED_SINCE;
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}
