/** What our dashboards ask of others than our services: Prometheus itself, the exporters, CloudNativePG. */
export const EXPORTER_METRICS = [
  'ALERTS',
  'cnpg_collector_up',
  'pg_stat_database_blks_hit',
  'pg_stat_database_blks_read',
  'pg_stat_database_numbackends',
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
  'pg_up',
  'redis_commands_processed_total',
  'redis_connected_clients',
  'redis_evicted_keys_total',
  'redis_expired_keys_total',
  'redis_memory_max_bytes',
  'redis_memory_used_bytes',
  'redis_up',
  'up',
];
