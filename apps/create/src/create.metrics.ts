import { clusterMetrics, hintSentMetrics, mintMetrics } from '@fleetlink/link';
import { cacheMetrics, metricsOf, serviceMetrics } from '@fleetlink/service';
import { partitionMetrics, topologyMetrics } from '@fleetlink/shard';

/** What the create service has, with Redis and without. */
export const createMetrics = metricsOf(
  ...serviceMetrics,
  topologyMetrics,
  partitionMetrics,
  clusterMetrics,
  cacheMetrics,
  mintMetrics,
  hintSentMetrics,
);
