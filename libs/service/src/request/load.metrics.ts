import type { Metrics } from '../metrics/metrics.js';
import type { LoadGate } from './load-gate.js';

/** Read at scrape time, so that a request pays no more than an increment. */
export function measureLoad(metrics: Metrics, gate: LoadGate): void {
  metrics.gauge({
    name: 'fleetlink_requests_in_flight',
    help: 'Requests that this process is working on; redirects that L1 answers are none.',
    collect() {
      this.set(gate.inFlight);
    },
  });
  metrics.gauge({
    name: 'fleetlink_requests_shed_total',
    help: 'Requests refused because too many were in flight, by priority.',
    labelNames: ['priority'],
    collect() {
      for (const [priority, count] of Object.entries(gate.shed)) this.set({ priority }, count);
    },
  });
}
