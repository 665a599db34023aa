import { clusterMetrics, hintHeardMetrics, resolveMetrics, warmMetrics } from '@fleetlink/link';
import { cacheMetrics, metricsOf, serviceMetrics } from '@fleetlink/service';
import { topologyMetrics } from '@fleetlink/shard';
import { clickMetrics } from './redirect/click.metrics.js';

/** What the lookup service has, with Redis and without. */
export const lookupMetrics = metricsOf(
  ...serviceMetrics,
  topologyMetrics,
  clusterMetrics,
  cacheMetrics,
  resolveMetrics,
  hintHeardMetrics,
  warmMetrics,
  clickMetrics,
);
