import type { EdgeShipper } from '@fleetlink/click';
import { by, counter, gauge, metricsOf, only, serviceMetrics, type Metrics } from '@fleetlink/service';

export const shippingMetrics = {
  clicks: counter('fleetlink_edge_clicks_total', 'Hits of the gateway’s cache that the click bus has safe.'),
  batches: counter(
    'fleetlink_edge_batches_total',
    'Batches that the bus has safe, and those sent again after an end in the middle.',
    ['state'],
  ),
  badLines: counter(
    'fleetlink_edge_bad_lines_total',
    'Lines of the log that are none of the gateway’s, or were not written to their end.',
  ),
  failures: counter(
    'fleetlink_edge_failures_total',
    'Sendings, and passes over the log, that failed and are tried again.',
    ['of'],
  ),
  dropped: counter('fleetlink_edge_dropped_bytes_total', 'Bytes of files that had to make room.'),
  waiting: gauge('fleetlink_edge_waiting_bytes', 'Bytes of the log that wait.'),
  waitingMax: gauge('fleetlink_edge_waiting_max_bytes', 'EDGE_LOG_BYTES_MAX.'),
};

/** What the edge service has. */
export const edgeMetrics = metricsOf(...serviceMetrics, shippingMetrics);

export function measureShipping(metrics: Metrics, shipper: EdgeShipper): void {
  const { counters } = shipper;
  metrics.show(shippingMetrics.clicks, () => only(counters.clicks));
  metrics.show(shippingMetrics.batches, () =>
    by('state', { sent: counters.batches, again: counters.batchesAgain }),
  );
  metrics.show(shippingMetrics.badLines, () => only(counters.badLines));
  metrics.show(shippingMetrics.failures, () =>
    by('of', { sending: counters.sendFailures, pass: counters.passFailures }),
  );
  metrics.show(shippingMetrics.dropped, () => only(counters.droppedBytes));
  metrics.show(shippingMetrics.waiting, async () => only(await shipper.bytesWaiting()));
  metrics.show(shippingMetrics.waitingMax, () => only(shipper.bytesMax));
}
