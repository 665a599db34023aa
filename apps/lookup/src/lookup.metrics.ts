import { clusterMetrics, hintHeardMetrics, resolveMetrics, warmMetrics } from '@fleetlink/link';
import { cacheMetrics, metricsOf, serviceMetrics, workerMetrics } from '@fleetlink/service';
import { topologyMetrics } from '@fleetlink/shard';
import { laneMetrics } from './lane/lane.metrics.js';
import { clickMetrics } from './redirect/click.metrics.js';
import { edgeCacheMetrics } from './redirect/edge-cache.metrics.js';

/** What the lookup service has, with Redis and without. */
export const lookupMetrics = metricsOf(
  ...serviceMetrics,
  topologyMetrics,
  clusterMetrics,
  cacheMetrics,
  resolveMetrics,
  hintHeardMetrics,
  warmMetrics,
  laneMetrics,
  clickMetrics,
  edgeCacheMetrics,
  workerMetrics,
);
