import { Inject, Injectable } from '@nestjs/common';
import { ClickRecorder } from '@fleetlink/click';
import {
  ChangeFeed,
  ChangeHintsServer,
  LinkResolver,
  LinkSource,
  measureCluster,
  measureHints,
  measureReadPath,
  SecondTier,
} from '@fleetlink/link';
import { CacheCluster } from '@fleetlink/redis';
import { Metrics } from '@fleetlink/service';
import { measureLane } from '../lane/lane.metrics.js';
import { RedirectLane } from '../lane/redirect-lane.js';
import { LookupOptions } from '../lookup.settings.js';
import { measureClicks } from './click.metrics.js';
import { measureEdgeCache } from './edge-cache.metrics.js';

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
    @Inject(LookupOptions) { redirect }: LookupOptions,
    @Inject(SecondTier) tier: SecondTier | null,
    @Inject(CacheCluster) cache: CacheCluster | null,
    @Inject(ChangeHintsServer) hints: ChangeHintsServer | null,
  ) {
    measureReadPath(metrics, { resolver, source, feed, tier });
    measureLane(metrics, lane);
    measureClicks(metrics, clicks);
    measureEdgeCache(metrics, redirect.edgeCacheSeconds);
    if (hints) measureHints(metrics, hints);
    if (cache) measureCluster(metrics, cache);
  }
}
