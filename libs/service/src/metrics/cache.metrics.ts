import { counter } from './metric.js';
import type { Metrics } from './metrics.js';

export const cacheMetrics = {
  requests: counter(
    'fleetlink_cache_requests_total',
    'What asking a cache came to, by its tier and by what it keeps: hit, miss, error, or bypassed as the value changed a moment ago.',
    ['tier', 'class', 'outcome'],
  ),
};

export interface CacheName {
  /** `l1` in process, `l2` in Redis. */
  readonly tier: 'l1' | 'l2';
  /** What it keeps. */
  readonly class: string;
}

export function measureCache(
  metrics: Metrics,
  cache: CacheName,
  outcomes: () => Readonly<Record<string, number>>,
): void {
  metrics.show(cacheMetrics.requests, () =>
    Object.entries(outcomes()).map(([outcome, count]) => [{ ...cache, outcome }, count]),
  );
}
