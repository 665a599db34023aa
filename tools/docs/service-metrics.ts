import { createMetrics } from '@fleetlink/create';
import { edgeMetrics } from '@fleetlink/edge';
import { lookupMetrics } from '@fleetlink/lookup';
import { Metrics } from '@fleetlink/service';
import { statsMetrics } from '@fleetlink/stats';
import type { DocumentedMetric, MetricsByService } from './metrics-page.ts';

/** Our own metrics, by service. */
export const metricsByService: MetricsByService = {
  create: createMetrics,
  lookup: lookupMetrics,
  stats: statsMetrics,
  edge: edgeMetrics,
};

/** What prom-client registers by itself. */
export function metricsOfNode(): DocumentedMetric[] {
  // its types say less than its metrics have
  const registered = new Metrics('any').registry.getMetricsAsArray() as unknown as DocumentedMetric[];
  return registered
    .map(({ name, type, help }) => ({ name, type, help: `${help.replace(/\.$/, '')}.`, labels: [] }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
