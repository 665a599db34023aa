import { by, counter, histogram, type Metrics } from '@fleetlink/service';
import type { ChangeAnnouncer } from './change-announcer.js';
import type { ChangeHintsServer } from './change-hints.server.js';

export const hintSentMetrics = {
  sent: counter(
    'fleetlink_change_hints_sent_total',
    'Hints of changes: published, failed, or dropped as too many were on their way.',
    ['outcome'],
  ),
};

export const hintHeardMetrics = {
  received: counter(
    'fleetlink_change_hints_received_total',
    'Hints of changes: heard, malformed, or not looked at as too many came (flooded).',
    ['outcome'],
  ),
  lag: histogram(
    'fleetlink_change_hint_lag_seconds',
    'From the commit of a change to the moment its hint was heard, by two clocks.',
    { buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3] },
  ),
};

export function measureAnnouncer(metrics: Metrics, { counters }: ChangeAnnouncer): void {
  metrics.show(hintSentMetrics.sent, () => by('outcome', { ...counters }));
}

export function measureHints(metrics: Metrics, { counters }: ChangeHintsServer): void {
  metrics.show(hintHeardMetrics.received, () => by('outcome', { ...counters }));
}
