import { by, counter, type Metrics } from '@fleetlink/service';
import type { RedirectLane } from './redirect-lane.js';

export const laneMetrics = {
  connections: counter(
    'fleetlink_lane_connections_total',
    'Connections that the socket lane took, and those of them that it handed over to node:http.',
    ['state'],
  ),
};

export function measureLane(metrics: Metrics, lane: RedirectLane): void {
  metrics.show(laneMetrics.connections, () => by('state', { ...lane.counters }));
}
