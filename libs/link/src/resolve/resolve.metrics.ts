import {
  by,
  counter,
  gauge,
  histogram,
  measureCache,
  only,
  REQUEST_BUCKETS_SECONDS as buckets,
  type Metrics,
} from '@fleetlink/service';
import type { ChangeFeed } from './change-feed.js';
import type { LinkResolver } from './link-resolver.js';
import type { LinkSource } from './link-source.js';
import type { SecondTier } from './second-tier.js';

export const resolveMetrics = {
  lookups: counter(
    'fleetlink_lookup_total',
    'Names looked up: answered by l1, l2 or a shard (l3), joined to a read under way, remembered as absent; of these, reads that failed, and answers given stale.',
    ['tier'],
  ),
  waits: histogram(
    'fleetlink_redirect_wait_seconds',
    'How long names were waited for that L1 did not know, by whether they were answered or failed.',
    { labels: ['outcome'], buckets },
  ),
  tiers: histogram(
    'fleetlink_tier_seconds',
    'What asking the second tier (l2) and the shards (l3) took, the wait for a connection included.',
    { labels: ['tier'], buckets },
  ),
  reads: counter(
    'fleetlink_lookup_reads_total',
    'Names asked of shards, statements sent for them, and names that a replica left to the primary (again).',
    ['kind'],
  ),
  entries: gauge('fleetlink_l1_entries', 'Links kept in process.'),
  dropsWaiting: gauge(
    'fleetlink_l2_drops_waiting',
    'Overtaken copies in Redis that are still to be dropped.',
  ),
  changesBehind: gauge(
    'fleetlink_change_feed_behind_seconds',
    'Since the slowest shard was last read for changes.',
  ),
};

export interface ReadPath {
  readonly resolver: LinkResolver;
  readonly source: LinkSource;
  readonly feed: ChangeFeed;
  readonly tier: SecondTier | null;
}

/** Shows the plain numbers that the read path counts. */
export function measureReadPath(metrics: Metrics, path: ReadPath): void {
  const { resolver, source, feed, tier } = path;
  metrics.show(resolveMetrics.lookups, () => by('tier', tiersOf(path)));
  metrics.show(resolveMetrics.waits, () => by('outcome', resolver.times.waits));
  metrics.show(resolveMetrics.tiers, () => by('tier', resolver.times.tiers));
  metrics.show(resolveMetrics.reads, () =>
    by('kind', { names: source.reads, statements: source.statements, again: source.askedAgain }),
  );
  metrics.show(resolveMetrics.entries, () => only(resolver.l1Size));
  metrics.show(resolveMetrics.dropsWaiting, () => (tier ? only(tier.dropsWaiting) : []));
  metrics.show(resolveMetrics.changesBehind, () => only(feed.behindSeconds));
  measureCache(metrics, { tier: 'l1', class: 'link' }, () => {
    const { hits, misses, joined } = resolver.counters;
    return { hit: hits, miss: misses + joined };
  });
  if (!tier) return;
  measureCache(metrics, { tier: 'l2', class: 'link' }, () => {
    const { hits, misses, errors, bypassed } = tier.counters;
    return { hit: hits, miss: misses, error: errors, bypassed };
  });
}

function tiersOf({ resolver, tier }: ReadPath) {
  const { hits, misses, joined, absentRemembered, stale, failures } = resolver.counters;
  const l2 = tier?.counters.hits ?? 0;
  return { l1: hits, l2, l3: misses - l2, joined, absent: absentRemembered, stale, failed: failures };
}
