import type { StreamsBusServer } from '@fleetlink/click';
import type { Metrics } from '@fleetlink/service';

/** Shows what waits in the streams, asked when somebody scrapes, and what this process did with them. */
export function measureStreams(metrics: Metrics, server: StreamsBusServer): void {
  metrics.gauge({
    name: 'fleetlink_click_streams_lag',
    help: 'Of all streams: batches not yet handed out, batches handed out and not yet counted, longest silence of a consumer. Absent while Redis is away.',
    labelNames: ['what'],
    async collect() {
      this.reset();
      const lag = await server.lag().catch(() => undefined);
      if (lag === undefined) return;
      this.set({ what: 'waiting_batches' }, lag.waiting);
      this.set({ what: 'pending_batches' }, lag.pending);
      this.set({ what: 'idle_seconds' }, lag.idleMsMax / 1000);
    },
  });
  metrics.gauge({
    name: 'fleetlink_click_streams_consumer',
    help: 'Batches that this process delivered, set aside or took over, and its failures, since the start.',
    labelNames: ['what'],
    collect() {
      for (const [what, value] of Object.entries({ ...server.counters, ...server.readerCounters }))
        this.set({ what }, value);
    },
  });
}
