import type { LinkResolver, SecondTier } from '@fleetlink/link';
import type { SystemSection } from '@fleetlink/service';

/**
 * What the caches do for redirects, for the system report. L1 lives in this process: it is there as long as the process
 * is, and takes no time. L2 is asked; without it redirects go on from the shards.
 */
export async function cacheSection(resolver: LinkResolver, tier: SecondTier | null): Promise<SystemSection> {
  const {
    counters: { hits, misses, joined },
    l1Size: entries,
  } = resolver;
  const asked = hits + misses + joined;
  const figures = { entries, hitRate: asked === 0 ? null : hits / asked };
  if (!tier) return { status: 'healthy', responseTimeMs: 0, ...figures };
  const askedMs = performance.now();
  const reachable = await tier.answers();
  const responseTimeMs = Math.round(performance.now() - askedMs);
  return { status: reachable ? 'healthy' : 'degraded', responseTimeMs, reachable, ...figures };
}
