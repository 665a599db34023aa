import { Injectable } from '@nestjs/common';
import { ClickRecorder } from '@fleetlink/click';
import { ChangeFeed, LinkResolver, LinkSource } from '@fleetlink/link';
import { Metrics } from '@fleetlink/service';

/** Shows the plain numbers that the redirect path counts; they are read when somebody scrapes, not when they change. */
@Injectable()
export class RedirectMetrics {
  constructor(
    metrics: Metrics,
    resolver: LinkResolver,
    source: LinkSource,
    feed: ChangeFeed,
    clicks: ClickRecorder,
  ) {
    measure(
      metrics,
      'fleetlink_lookup_total',
      'Names looked up, by where the answer came from.',
      'tier',
      () => {
        const { hits, misses, joined, absentRemembered, stale, failures } = resolver.counters;
        return { l1: hits, l3: misses, joined, absent: absentRemembered, stale, failed: failures };
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
