/** The settings file of one server: `rig.conf`, included by its postgresql.conf. */
import type { PostgresNode } from '../plan/fleet-node.ts';
import { DATABASE } from './sql.client.ts';

export interface ServerSettings {
  readonly node: PostgresNode;
  /** The server that it follows when it is a standby. */
  readonly upstream: PostgresNode;
  readonly major: number;
}

/**
 * A standby refuses to start with less than its primary's initdb noted for connections, senders and workers:
 * those stay at Postgres' own defaults.
 */
const SAME_FOR_ALL: Readonly<Record<string, string>> = {
  listen_addresses: "'127.0.0.1'",
  unix_socket_directories: "''",
  // kill -9 of processes loses nothing that reached the kernel; a power cut may take the rig's data
  fsync: 'off',
  // with off, a commit becomes visible on a replica only after the next round of the WAL writer
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // slots move between shards by logical replication
  wal_level: 'logical',
  wal_keep_size: "'128MB'",
  max_wal_size: "'512MB'",
  // a standby finds a new primary after this long; the 5 s of the default would be most of a failover
  wal_retrieve_retry_interval: "'200ms'",
  shared_buffers: "'64MB'",
  // in the data folder, where kill -9 leaves nothing behind
  dynamic_shared_memory_type: 'mmap',
  timezone: "'UTC'",
  log_timezone: "'UTC'",
  log_checkpoints: 'off',
  log_line_prefix: "'%m [%p] '",
};

/** Workers for asynchronous reads would be three more processes a server. */
const SINCE_18: Readonly<Record<string, string>> = { io_method: 'sync' };
const IO_METHOD_SINCE = 18;

export function serverSettings({ node, upstream, major }: ServerSettings): string {
  const settings = {
    ...SAME_FOR_ALL,
    ...(major >= IO_METHOD_SINCE ? SINCE_18 : {}),
    port: String(node.port),
    cluster_name: `'${node.name}'`,
    // read by a standby only
    primary_conninfo: `'host=127.0.0.1 port=${upstream.port} user=${DATABASE} application_name=${node.name}'`,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}
