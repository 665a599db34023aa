import { counter, gauge } from '../metrics/metric.js';
import type { Metrics } from '../metrics/metrics.js';
import { by, only } from '../metrics/read-metric.js';
import type { LoadGate } from './load-gate.js';

export const loadMetrics = {
  inFlight: gauge(
    'fleetlink_requests_in_flight',
    'Requests that this process is working on; redirects that L1 answers are none.',
  ),
  inFlightMax: gauge('fleetlink_requests_in_flight_max', 'REQUESTS_IN_FLIGHT_MAX.'),
  shed: counter(
    'fleetlink_requests_shed_total',
    'Requests refused because too many were in flight, by priority.',
    ['priority'],
  ),
};

export function measureLoad(metrics: Metrics, gate: LoadGate): void {
  metrics.show(loadMetrics.inFlight, () => only(gate.inFlight));
  metrics.show(loadMetrics.inFlightMax, () => only(gate.inFlightMax));
  metrics.show(loadMetrics.shed, () => by('priority', gate.shed));
}
