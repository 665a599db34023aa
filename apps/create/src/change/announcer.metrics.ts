import type { ChangeAnnouncer } from '@fleetlink/link';
import type { Metrics } from '@fleetlink/service';

export function measureAnnouncer(metrics: Metrics, { counters }: ChangeAnnouncer): void {
  metrics.gauge({
    name: 'fleetlink_change_hints_sent_total',
    help: 'Hints of changes, by whether they were published, failed, or were dropped as too many were on their way.',
    labelNames: ['outcome'],
    collect() {
      for (const [outcome, count] of Object.entries(counters)) this.set({ outcome }, count);
    },
  });
}
