import type { ClickRecorder } from '@fleetlink/click';
import { by, counter, gauge, only, type Metrics } from '@fleetlink/service';

export const clickMetrics = {
  recorded: counter('fleetlink_clicks_recorded_total', 'Clicks taken from redirects.'),
  dropped: counter(
    'fleetlink_clicks_dropped_total',
    'Clicks lost since memory was full, the spool was full, the disk refused, or by a fault of ours.',
    ['reason'],
  ),
  buffered: gauge('fleetlink_clicks_buffered', 'Clicks in memory that are not in the spool yet.'),
  spoolBytes: gauge('fleetlink_click_spool_bytes', 'Size of the spool on disk.'),
  spoolBytesMax: gauge('fleetlink_click_spool_max_bytes', 'CLICK_SPOOL_BYTES_MAX.'),
  spoolBatches: gauge(
    'fleetlink_click_spool_batches',
    'Batches in the spool that the bus has not made safe.',
  ),
  batches: counter(
    'fleetlink_click_batches_total',
    'Batches written to the spool, sent to the bus, or found in the spool of a process that ended (replayed).',
    ['step'],
  ),
  failures: counter(
    'fleetlink_click_spool_failures_total',
    'Sends that the bus refused, flushes that the disk refused, ends of spool files that a crash left unfinished.',
    ['kind'],
  ),
  tornBytes: counter('fleetlink_click_spool_torn_bytes_total', 'Bytes of unfinished ends of spool files.'),
};

export function measureClicks(metrics: Metrics, clicks: ClickRecorder): void {
  const { counters } = clicks;
  metrics.show(clickMetrics.recorded, () => only(counters.recorded));
  metrics.show(clickMetrics.dropped, () => {
    const { droppedBufferFull, droppedSpoolFull, droppedSpoolFailed, droppedUndescribed } = counters;
    return by('reason', {
      buffer_full: droppedBufferFull,
      spool_full: droppedSpoolFull,
      spool_failed: droppedSpoolFailed,
      undescribed: droppedUndescribed,
    });
  });
  metrics.show(clickMetrics.buffered, () => only(clicks.gauges().buffered));
  metrics.show(clickMetrics.spoolBytes, () => only(clicks.gauges().spooledBytes));
  metrics.show(clickMetrics.spoolBytesMax, () => only(clicks.gauges().spooledBytesMax));
  metrics.show(clickMetrics.spoolBatches, () => only(clicks.gauges().batchesWaiting));
  metrics.show(clickMetrics.batches, () => {
    const { batchesSpooled: spooled, batchesSent: sent, batchesReplayed: replayed } = counters;
    return by('step', { spooled, sent, replayed });
  });
  metrics.show(clickMetrics.failures, () => {
    const { sendFailures: send, syncFailures: sync, tornTails: torn } = counters;
    return by('kind', { send, sync, torn });
  });
  metrics.show(clickMetrics.tornBytes, () => only(counters.tornBytes));
}
