import type { RedisCluster } from '@fleetlink/redis';
import { gauge, type Metrics, type Reading } from '@fleetlink/service';

export const clusterMetrics = {
  breakers: gauge(
    'fleetlink_redis_breaker',
    '1 for the state in which the breaker before each Redis Cluster is: closed, open or half-open.',
    ['cluster', 'state'],
  ),
};

const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;

export function measureCluster(metrics: Metrics, cluster: RedisCluster): void {
  metrics.show(clusterMetrics.breakers, () =>
    BREAKER_STATES.map((state): Reading => {
      const { name, breaker } = cluster.state;
      return [{ cluster: name, state }, Number(state === breaker)];
    }),
  );
}
