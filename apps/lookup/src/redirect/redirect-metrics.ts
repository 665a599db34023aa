import { Inject, Injectable } from '@nestjs/common';
import { ClickRecorder } from '@fleetlink/click';
import { ChangeFeed, ChangeHintsServer, LinkResolver, LinkSource, SecondTier } from '@fleetlink/link';
import { Metrics } from '@fleetlink/service';
import { RedirectLane } from '../lane/redirect-lane.js';

/** Shows the plain numbers that the redirect path counts; they are read when somebody scrapes, not when they change. */
@Injectable()
export class RedirectMetrics {
  constructor(
    metrics: Metrics,
    resolver: LinkResolver,
    source: LinkSource,
    feed: ChangeFeed,
    clicks: ClickRecorder,
    lane: RedirectLane,
    @Inject(SecondTier) tier: SecondTier | null,
    @Inject(ChangeHintsServer) hints: ChangeHintsServer | null,
  ) {
    if (hints) measureHints(metrics, hints);
    if (tier) measureSecondTier(metrics, tier);
    measure(
      metrics,
      'fleetlink_lookup_total',
      'Names looked up, by where the answer came from.',
      'tier',
      () => {
        const { hits, misses, joined, absentRemembered, stale, failures } = resolver.counters;
        const l2 = tier?.counters.hits ?? 0;
        return { l1: hits, l2, l3: misses - l2, joined, absent: absentRemembered, stale, failed: failures };
      },
    );
    measure(
      metrics,
      'fleetlink_lookup_reads_total',
      'Names asked of shards, statements sent for them, and names a replica left to the primary.',
      'kind',
      () => ({ names: source.reads, statements: source.statements, again: source.askedAgain }),
    );
    measure(metrics, 'fleetlink_l1_entries', 'Links kept in process.', 'tier', () => ({
      l1: resolver.l1Size,
    }));
    measure(
      metrics,
      'fleetlink_change_feed_behind_seconds',
      'Since the slowest shard was last read for changes.',
      'feed',
      () => ({
        changes: feed.behindSeconds,
      }),
    );
    measureLane(metrics, lane);
    measureClicks(metrics, clicks);
  }
}

function measureLane(metrics: Metrics, lane: RedirectLane): void {
  measure(
    metrics,
    'fleetlink_lane_connections_total',
    'Connections that the socket lane took, and those of them that it handed over to node:http.',
    'what',
    () => lane.counters,
  );
}

function measureClicks(metrics: Metrics, clicks: ClickRecorder): void {
  measure(
    metrics,
    'fleetlink_clicks_recorder',
    'Clicks and batches on their way out of this process.',
    'what',
    () => ({
      ...clicks.counters,
      ...clicks.gauges(),
    }),
  );
}

function measureHints(metrics: Metrics, hints: ChangeHintsServer): void {
  measure(
    metrics,
    'fleetlink_change_hints_received_total',
    'Hints of changes, by whether they were heard, malformed, or ignored as too many came.',
    'outcome',
    () => hints.counters,
  );
}

function measureSecondTier(metrics: Metrics, tier: SecondTier): void {
  measure(
    metrics,
    'fleetlink_l2_total',
    'What asking the second tier came to.',
    'outcome',
    () => tier.counters,
  );
  measure(metrics, 'fleetlink_l2_drops_waiting', 'Overtaken copies still to drop.', 'tier', () => ({
    l2: tier.dropsWaiting,
  }));
}

function measure(metrics: Metrics, name: string, help: string, label: string, read: () => object): void {
  metrics.gauge({
    name,
    help,
    labelNames: [label],
    collect() {
      for (const [key, value] of Object.entries(read()) as [string, number][])
        this.set({ [label]: key }, value);
    },
  });
}
