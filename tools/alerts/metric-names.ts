/** Which metrics there are, and which ones an expression asks for: a misspelt name is no sample, and silent for ever. */
import { metricsByService, metricsOfNode } from '../docs/service-metrics.ts';
import type { DocumentedMetric } from '../docs/metrics-page.ts';
import { rulesIn, RULES_FOLDER } from './alert-rules.ts';

/** Of Prometheus itself and of the exporters beside the databases; rules may use no others. */
const OF_EXPORTERS = [
  'up',
  // postgres_exporter
  'pg_database_size_bytes',
  'pg_up',
  // CloudNativePG, from its default monitoring
  'cnpg_collector_up',
  'cnpg_pg_database_size_bytes',
  'cnpg_pg_replication_in_recovery',
  'cnpg_pg_replication_streaming_replicas',
  // redis_exporter
  'redis_connected_clients',
  'redis_memory_max_bytes',
  'redis_memory_used_bytes',
  'redis_up',
] as const;

const HISTOGRAM_SUFFIXES = ['_bucket', '_count', '_sum'];

const STRINGS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const LABELS = /\{[^}]*\}|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;
const DURATIONS = /\[[^\]]*\]|\boffset\s+\w+/g;
const NAMES = /(?<![\w.:])[a-zA-Z_:][\w:]*(?!\w|\s*\()/g;
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool']);

/** What the services, the exporters and the recording rules bring. */
export function knownMetrics(folder = RULES_FOLDER): Set<string> {
  const recorded = rulesIn(folder).flatMap(({ record }) => record ?? []);
  return new Set([...serviceMetricNames(), ...OF_EXPORTERS, ...recorded]);
}

export function serviceMetricNames(): string[] {
  return [...Object.values(metricsByService).flat(), ...metricsOfNode()].flatMap(namesOf);
}

/** The names of metrics in a PromQL expression. */
export function namesIn(expression: string): string[] {
  const bare = expression.replaceAll(STRINGS, '').replaceAll(LABELS, '').replaceAll(DURATIONS, '');
  return [...new Set(bare.match(NAMES) ?? [])].filter((name) => !KEYWORDS.has(name));
}

export function unknownMetrics(folder = RULES_FOLDER): string[] {
  const known = knownMetrics(folder);
  return rulesIn(folder).flatMap(({ alert, record, expr }) =>
    namesIn(expr)
      .filter((name) => !known.has(name))
      .map((name) => `${alert ?? record}: nobody has a metric ${name}`),
  );
}

function namesOf({ name, type }: DocumentedMetric): string[] {
  return type === 'histogram' ? HISTOGRAM_SUFFIXES.map((suffix) => `${name}${suffix}`) : [name];
}
