import type { Metrics } from '../metrics/metrics.js';
import type { WorkerFleet } from './worker-fleet.js';

export function measureWorkers(metrics: Metrics, fleet: WorkerFleet): void {
  metrics.gauge({
    name: 'fleetlink_workers',
    help: 'Worker processes that run behind this port.',
    collect() {
      this.set(fleet.workers.length);
    },
  });
  metrics.gauge({
    name: 'fleetlink_worker_restarts_total',
    help: 'Workers that ended unasked and were replaced.',
    collect() {
      this.set(fleet.restarts);
    },
  });
}
