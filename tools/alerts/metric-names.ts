/** Which metrics there are, and which ones rules ask for that nobody has: a misspelt name is no sample, and silent for ever. */
import { metricsByService, metricsOfNode } from '../docs/service-metrics.ts';
import type { DocumentedMetric } from '../docs/metrics-page.ts';
import { rulesIn, RULES_FOLDER } from './alert-rules.ts';
import { metricsIn } from './promql.ts';

/** Of Prometheus itself and of the exporters beside the databases; rules and dashboards may use no others. */
const OF_EXPORTERS = [
  'ALERTS',
  'up',
  // postgres_exporter
  'pg_database_size_bytes',
  'pg_stat_database_blks_hit',
  'pg_stat_database_blks_read',
  'pg_stat_database_numbackends',
  'pg_stat_database_xact_commit',
  'pg_stat_database_xact_rollback',
  'pg_up',
  // CloudNativePG, from its default monitoring
  'cnpg_collector_up',
  'cnpg_pg_database_size_bytes',
  'cnpg_pg_replication_in_recovery',
  'cnpg_pg_replication_streaming_replicas',
  // redis_exporter
  'redis_commands_processed_total',
  'redis_connected_clients',
  'redis_evicted_keys_total',
  'redis_expired_keys_total',
  'redis_memory_max_bytes',
  'redis_memory_used_bytes',
  'redis_up',
] as const;

const HISTOGRAM_SUFFIXES = ['_bucket', '_count', '_sum'];

/** What the services, the exporters and the recording rules bring. */
export function knownMetrics(folder = RULES_FOLDER): Set<string> {
  const recorded = rulesIn(folder).flatMap(({ record }) => record ?? []);
  return new Set([...serviceMetricNames(), ...OF_EXPORTERS, ...recorded]);
}

export function serviceMetricNames(): string[] {
  return [...Object.values(metricsByService).flat(), ...metricsOfNode()].flatMap(namesOf);
}

export function unknownMetrics(folder = RULES_FOLDER): string[] {
  const known = knownMetrics(folder);
  return rulesIn(folder).flatMap(({ alert, record, expr }) =>
    metricsIn(expr)
      .filter((name) => !known.has(name))
      .map((name) => `${alert ?? record}: nobody has a metric ${name}`),
  );
}

function namesOf({ name, type }: DocumentedMetric): string[] {
  return type === 'histogram' ? HISTOGRAM_SUFFIXES.map((suffix) => `${name}${suffix}`) : [name];
}
