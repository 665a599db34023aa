import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ClickRecorder, CountryFinder, VisitorKeys } from '@fleetlink/click';
import { ChangeFeed, LinkResolver, SecondTier } from '@fleetlink/link';
import { CacheCluster } from '@fleetlink/redis';
import { Drain, SystemReport } from '@fleetlink/service';
import { Warming } from '../warm/warming.js';
import { cacheSection } from './cache-section.js';

/** Starts and ends what the redirect path stands on. */
@Injectable()
export class Redirecting implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly feed: ChangeFeed,
    private readonly clicks: ClickRecorder,
    private readonly keys: VisitorKeys,
    private readonly countries: CountryFinder,
    private readonly warming: Warming,
    @Inject(CacheCluster) private readonly cache: CacheCluster | null,
    @Inject(Drain) drain: Drain,
    report: SystemReport,
    resolver: LinkResolver,
    @Inject(SecondTier) tier: SecondTier | null,
  ) {
    drain.watch('clicks', () => clicks.gauges().buffered);
    report.add('cache', () => cacheSection(resolver, tier));
  }

  async onModuleInit(): Promise<void> {
    // Redis away is no reason not to start: the read path does without it until it is there.
    void this.cache?.open();
    await this.feed.start();
    // Redirects need neither: without them clicks have no country or visitor for a while.
    void this.countries.load();
    void this.keys.start();
    await this.clicks.start();
    // Last, and after the feed: what changed lately is then not taken from old copies.
    await this.warming.start();
  }

  /** The last request is answered by now; its click is sent or stays in the spool. */
  async beforeApplicationShutdown(): Promise<void> {
    this.feed.stop();
    this.keys.stop();
    await this.clicks.close();
    await this.warming.stop();
    await this.cache?.close();
  }
}
