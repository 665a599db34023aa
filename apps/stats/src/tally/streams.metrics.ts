import type { StreamsBusServer } from '@fleetlink/click';
import { by, counter, gauge, only, type Metrics } from '@fleetlink/service';

export const streamsMetrics = {
  batches: gauge(
    'fleetlink_click_bus_batches',
    'Batches in all streams: waiting to be handed out, or handed out and not yet counted (pending). Absent while Redis is away.',
    ['state'],
  ),
  idle: gauge(
    'fleetlink_click_bus_idle_seconds',
    'The longest silence of a consumer that holds batches. Absent while Redis is away.',
  ),
  events: counter(
    'fleetlink_click_bus_events_total',
    'Batches delivered, groups they came in, tries that failed, batches taken over from silent consumers, connections lost.',
    ['event'],
  ),
  dead: counter(
    'fleetlink_click_dead_batches_total',
    'Batches set aside in dead_click_batch: those that could not be counted, and those whose consumers died of them.',
    ['reason'],
  ),
};

/** What waits in the streams is asked when somebody scrapes. */
export function measureStreams(metrics: Metrics, server: StreamsBusServer): void {
  const { counters, readerCounters } = server;
  const lag = () => server.lag().catch(() => undefined);
  metrics.show(streamsMetrics.batches, async () => {
    const found = await lag();
    return found ? by('state', { waiting: found.waiting, pending: found.pending }) : [];
  });
  metrics.show(streamsMetrics.idle, async () => {
    const found = await lag();
    return found ? only(found.idleMsMax / 1000) : [];
  });
  metrics.show(streamsMetrics.events, () =>
    by('event', {
      delivered: counters.delivered,
      groups: counters.groups,
      failed: counters.failures,
      claimed: readerCounters.claimed,
      connection_lost: readerCounters.connectionsLost,
    }),
  );
  metrics.show(streamsMetrics.dead, () =>
    by('reason', { uncountable: counters.buried, deadly: readerCounters.deadly }),
  );
}
