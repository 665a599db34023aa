import { gauge, only, type Metrics } from '@fleetlink/service';

export const edgeCacheMetrics = {
  seconds: gauge(
    'fleetlink_edge_cache_seconds',
    'EDGE_CACHE_SECONDS; above 0, an edge service has to count what shared caches answer.',
    [],
    'max',
  ),
};

export function measureEdgeCache(metrics: Metrics, seconds: number): void {
  metrics.show(edgeCacheMetrics.seconds, () => only(seconds));
}
