import { clusterMetrics } from '@fleetlink/link';
import { cacheMetrics, metricsOf, serviceMetrics } from '@fleetlink/service';
import { partitionMetrics, topologyMetrics } from '@fleetlink/shard';
import { streamsMetrics } from './tally/streams.metrics.js';
import { tallyMetrics } from './tally/tally.metrics.js';

/** What the stats service has, with Redis and without. */
export const statsMetrics = metricsOf(
  ...serviceMetrics,
  topologyMetrics,
  partitionMetrics,
  clusterMetrics,
  cacheMetrics,
  tallyMetrics,
  streamsMetrics,
);
