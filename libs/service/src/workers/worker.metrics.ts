import { counter, gauge } from '../metrics/metric.js';
import type { Metrics } from '../metrics/metrics.js';
import { only } from '../metrics/read-metric.js';
import type { WorkerFleet } from './worker-fleet.js';

export const workerMetrics = {
  running: gauge('fleetlink_workers', 'Worker processes that run behind this port.'),
  restarts: counter('fleetlink_worker_restarts_total', 'Workers that ended unasked and were replaced.'),
};

export function measureWorkers(metrics: Metrics, fleet: WorkerFleet): void {
  metrics.show(workerMetrics.running, () => only(fleet.workers.length));
  metrics.show(workerMetrics.restarts, () => only(fleet.restarts));
}
