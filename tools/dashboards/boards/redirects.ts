import type { Dashboard } from '../dashboard.ts';
import { quantileBy, rateBy } from '../query.ts';
import { unit } from '../unit.ts';

export const redirects: Dashboard = {
  uid: 'fleetlink-redirects',
  title: 'Fleetlink: redirects and cache tiers',
  description: 'How names are answered: from the process (L1), from Redis (L2), from a shard (L3).',
  rows: [
    {
      title: 'Redirects',
      panels: [
        {
          title: 'Names looked up',
          description:
            'By where the answer came from. joined: waited for a read under way; absent: remembered as unknown.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('tier', 'fleetlink_lookup_total')],
        },
        {
          title: 'Share of each tier',
          description: 'Planned for: 95 % L1, 4 % L2, 1 % L3.',
          unit: unit.share,
          alerts: ['CacheHitsLow', 'CacheHitsVeryLow'],
          queries: [
            {
              expr:
                'sum by (tier) (rate(fleetlink_lookup_total{tier=~"l1|l2|l3"}[5m]))' +
                ' / on() group_left() sum(rate(fleetlink_lookup_total{tier=~"l1|l2|l3"}[5m]))',
              legend: '{{tier}}',
            },
          ],
        },
        {
          title: 'Failed and stale',
          description: 'Failed reads are 503 unless L1 or L2 has an old copy, which is then served as stale.',
          unit: unit.requestsPerSecond,
          alerts: ['RedirectsFail', 'RedirectsFailOften'],
          queries: [rateBy('tier', 'fleetlink_lookup_total{tier=~"failed|stale"}')],
        },
      ],
    },
    {
      title: 'Latency',
      panels: [
        {
          title: 'Wait for names that L1 does not know',
          description:
            'What the visitor waits for beside the network. Names that L1 knows are answered at once.',
          unit: unit.seconds,
          alerts: ['RedirectsSlow'],
          queries: [0.5, 0.95, 0.99].map((quantile) =>
            quantileBy(quantile, '', 'fleetlink_redirect_wait_seconds'),
          ),
        },
        {
          title: 'What a tier takes',
          description:
            'P95 of asking Redis (l2) and the shards (l3), the wait for a connection included. Budget: 5 and 50 ms.',
          unit: unit.seconds,
          alerts: ['SlowQueries'],
          queries: [quantileBy(0.95, 'tier', 'fleetlink_tier_seconds')],
        },
        {
          title: 'Waits, by outcome',
          description: 'How many names had to be waited for, and how many of these waits failed.',
          unit: unit.requestsPerSecond,
          queries: [rateBy('outcome', 'fleetlink_redirect_wait_seconds_count')],
        },
      ],
    },
    {
      title: 'Caches',
      panels: [
        {
          title: 'Hits, by cache and class',
          description: 'Share of questions that each cache could answer, by what it keeps.',
          unit: unit.share,
          queries: [
            {
              expr:
                'sum by (tier, class) (rate(fleetlink_cache_requests_total{outcome="hit"}[5m]))' +
                ' / sum by (tier, class) (rate(fleetlink_cache_requests_total{outcome=~"hit|miss"}[5m]))',
              legend: '{{tier}} {{class}}',
            },
          ],
        },
        {
          title: 'Caches that could not be asked',
          description: 'error: no answer in time. bypassed: the value changed a moment ago.',
          unit: unit.perSecond,
          alerts: ['RedisBreakerOpen'],
          queries: [
            rateBy('tier, class, outcome', 'fleetlink_cache_requests_total{outcome=~"error|bypassed"}'),
          ],
        },
        {
          title: 'Links in L1',
          description: 'Of each process; L1_ENTRIES_MAX is the most.',
          unit: unit.count,
          queries: [{ expr: 'fleetlink_l1_entries', legend: '{{instance}}' }],
        },
        {
          title: 'Names and statements sent to shards',
          description:
            'Misses of one moment travel together: fewer statements than names. again: a replica left them to the primary.',
          unit: unit.perSecond,
          queries: [rateBy('kind', 'fleetlink_lookup_reads_total')],
        },
        {
          title: 'Warm-up at the start',
          description: 'Seconds that each process spent on reading the hot names before it listened.',
          unit: unit.seconds,
          queries: [{ expr: 'fleetlink_warm_up_seconds', legend: '{{instance}}' }],
        },
      ],
    },
    {
      title: 'Changes',
      panels: [
        {
          title: 'Changes read last',
          description:
            'How long ago each process had read the changes of every shard. Takedowns are promised within 2 s.',
          unit: unit.seconds,
          limits: { warning: 1.5, critical: 2 },
          alerts: ['ChangesSeenLate'],
          queries: [{ expr: 'fleetlink_change_feed_behind_seconds', legend: '{{instance}}' }],
        },
        {
          title: 'Hints of changes',
          description:
            'Sent by create, heard by every lookup. A hint that is lost costs up to two seconds, nothing else.',
          unit: unit.perSecond,
          queries: [
            rateBy('outcome', 'fleetlink_change_hints_sent_total', 'sent: {{outcome}}'),
            rateBy('outcome', 'fleetlink_change_hints_received_total', 'received: {{outcome}}'),
          ],
        },
        {
          title: 'From commit to hint',
          description: 'By two clocks; milliseconds in good health.',
          unit: unit.seconds,
          queries: [quantileBy(0.95, '', 'fleetlink_change_hint_lag_seconds')],
        },
        {
          title: 'Overtaken copies in Redis',
          description: 'Still to be dropped: they could not be while Redis was away.',
          unit: unit.count,
          queries: [{ expr: 'sum(fleetlink_l2_drops_waiting)', legend: 'waiting' }],
        },
      ],
    },
  ],
};
