import { oneOf, setting, wholeNumber, type TopicValues } from '@fleetlink/settings';

/** Pools and deadlines of every database a process talks to. Defaults suit one machine. */
export const postgresSettings = {
  poolSizeMax: setting(
    'DATABASE_POOL_SIZE_MAX',
    'Connections per database and process. 50 suits a large primary without a pooler.',
    wholeNumber(2, 1000, 8),
  ),
  pooler: setting(
    'DATABASE_POOLER',
    '`transaction`: PgBouncer in transaction mode stands before every database. Statements are then not prepared, nothing is left to a session, and `statement_timeout` is the pooler’s to set.',
    oneOf(['none', 'transaction'], 'none'),
  ),
  poolSizeMin: setting(
    'DATABASE_POOL_SIZE_MIN',
    'Connections kept open when idle. 10 at production size.',
    wholeNumber(0, 1000, 0),
  ),
  connectTimeoutMs: setting(
    'DATABASE_CONNECT_TIMEOUT_MS',
    'Longest wait for a connection by the API and jobs; redirects have their own deadline.',
    wholeNumber(10, 120_000, 30_000),
  ),
  idleTimeoutMs: setting(
    'DATABASE_IDLE_TIMEOUT_MS',
    'An idle connection above the minimum is closed after this long.',
    wholeNumber(1000, 3_600_000, 600_000),
  ),
  lifetimeSeconds: setting(
    'DATABASE_LIFETIME_SECONDS',
    'A connection is replaced after this long, so that none outlives a failover or a leak.',
    wholeNumber(10, 86_400, 1800),
  ),
  statementTimeoutMs: setting(
    'DATABASE_STATEMENT_TIMEOUT_MS',
    'Longest run of one statement of the API and jobs.',
    wholeNumber(100, 600_000, 30_000),
  ),
  leakThresholdMs: setting(
    'DATABASE_LEAK_THRESHOLD_MS',
    'A connection held longer than this is reported with the stack that took it.',
    wholeNumber(100, 3_600_000, 60_000),
  ),
} as const;

export type PostgresSettings = TopicValues<typeof postgresSettings>;
