import { counter, gauge, only, type Metrics } from '@fleetlink/service';
import type { LinkShortener } from '../write/link-shortener.js';
import type { WorkerLease } from './worker-lease.js';

export const mintMetrics = {
  leaseHeld: gauge(
    'fleetlink_worker_lease_held',
    '1 while this process holds a worker lease, without which it gives out no codes.',
  ),
  leaseLeft: gauge(
    'fleetlink_worker_lease_left_seconds',
    'How long the worker lease holds without another renewal; 0 without one.',
  ),
  refusals: counter(
    'fleetlink_id_refusals_total',
    'Ids that were asked for and not given out: without a worker lease, or with a clock that stepped.',
  ),
  conflicts: counter(
    'fleetlink_id_conflicts_total',
    'Ids that a primary key refused as repeated. Anything above 0 is an alarm.',
  ),
};

export function measureMinting(metrics: Metrics, lease: WorkerLease, shortener: LinkShortener): void {
  metrics.show(mintMetrics.leaseHeld, () => only(Number(lease.notReadyBecause === undefined)));
  metrics.show(mintMetrics.leaseLeft, () => only(lease.leftMs / 1000));
  metrics.show(mintMetrics.refusals, () => only(lease.refusals));
  metrics.show(mintMetrics.conflicts, () => only(shortener.idConflicts));
}
