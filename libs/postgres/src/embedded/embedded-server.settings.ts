import { platform } from 'node:os';

/** The platforms whose npm package holds Postgres binaries that this launcher can run. */
export const EMBEDDED_PLATFORMS: readonly string[] = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
];

/** The superuser of an embedded cluster; trust is safe because only the owner can reach the socket. */
export const SUPERUSER = 'fleetlink';

/** Nothing listens on this port: it only names the socket file, `.s.PGSQL.5432`. */
export const SOCKET_PORT = 5432;

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
export const SOCKET_PATH_BYTES_MAX = platform() === 'darwin' ? 103 : 107;

/** Crash recovery of a large write-ahead log is the slowest start there is. */
export const START_TIMEOUT_MS = 120_000;

/** How long a folder that still looks taken is asked again: a killed postmaster lingers for about a second. */
export const TAKEOVER_TIMEOUT_MS = 5_000;
export const TAKEOVER_PAUSE_MS = 250;
export const READY_POLL_MS = 20;
export const CONNECT_TIMEOUT_MS = 3_000;

/** A fast shutdown writes a checkpoint first. */
export const STOP_TIMEOUT_MS = 60_000;

export const COMMAND_TIMEOUT_MS = 120_000;
export const COMMAND_OUTPUT_BYTES_MAX = 1_048_576;

/** The backend of a holder that was killed needs a moment to notice and to let go of its lock. */
export const LOCK_PATIENCE_MS = 2_000;

/** How long a lost lock is fought for before the owner is told to stop writing. */
export const LOCK_RECOVERY_MS = 5_000;
export const LOCK_RETRY_PAUSE_MS = 100;

/** A start that is beaten by another process's shutdown begins again this often. */
export const START_ATTEMPTS_MAX = 3;

/** An initdb folder of this age belongs to a process that was killed: initdb takes seconds. */
export const ABANDONED_INITDB_SECONDS = 600;

export const LOG_BYTES_MAX = 10_485_760;
export const LOG_TAIL_BYTES = 4_096;
export const LOG_TAIL_LINES = 12;

/** Where root keeps what the server's account cannot reach inside the clone. */
export interface SystemFolders {
  readonly cache: string;
  readonly data: string;
}

export const SYSTEM_FOLDERS: SystemFolders = { cache: '/var/cache/fleetlink', data: '/var/lib/fleetlink' };

/** Small enough for a laptop, and durable: fsync and full_page_writes keep Postgres' own default, on. */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** The settings that the launcher decides: a caller's value would make the server unreachable. */
export const RESERVED_SETTINGS: readonly string[] = [
  'listen_addresses',
  'port',
  'unix_socket_directories',
  'data_directory',
];
