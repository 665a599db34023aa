import { join } from 'node:path';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import {
  ClickDescriber,
  ClickRecorder,
  ClickSpool,
  CountryFinder,
  VisitorHasher,
  VisitorKeys,
  VisitorKeyStore,
  type ClickBus,
} from '@fleetlink/click';
import {
  ChangeFeed,
  ChangeHintsController,
  ChangeHintsServer,
  COPY_KEPT_SECONDS,
  HotNamesStore,
  HotNamesWriter,
  LinkResolver,
  LinkSource,
  NameScheme,
  RecentChanges,
  RedisLinkCache,
  SecondTier,
  WarmUp,
  type HintChannel,
} from '@fleetlink/link';
import { CatalogDatabase } from '@fleetlink/postgres';
import { CacheCluster } from '@fleetlink/redis';
import { LoadGate, ServiceLog } from '@fleetlink/service';
import { ShardRouter } from '@fleetlink/shard';
import { FrontController } from './front/front.controller.js';
import { RedirectLane } from './lane/redirect-lane.js';
import { LookupOptions } from './lookup.settings.js';
import { NameAnswers } from './redirect/name-answers.js';
import { RedirectClicks } from './redirect/redirect-clicks.js';
import { RedirectRoute } from './redirect/redirect-route.js';
import { RedirectTraces } from './redirect/redirect-traces.js';
import { RedirectMetrics } from './redirect/redirect-metrics.js';
import { Redirecting } from './redirect/redirecting.js';
import { Redirects } from './redirect/redirects.js';
import { Warming } from './warm/warming.js';

export interface LookupModuleOptions {
  readonly options: LookupOptions;
  /** Null keeps clicks in the bounded spool until a process with a bus takes it over. */
  readonly bus: ClickBus | null;
  /** Null leaves all news of changes to the poll. */
  readonly hints: HintChannel | null;
}

/** What answers names, beside a LinkResolver that finds them, a ClickRecorder and LookupOptions. */
export const nameAnswering = {
  controllers: [FrontController],
  providers: [NameAnswers, RedirectClicks, RedirectTraces, Redirects, RedirectRoute, RedirectLane],
};

/** The read side: follows short links and records that it did. */
@Module({})
export class LookupModule {
  static register({ options, bus, hints }: LookupModuleOptions): DynamicModule {
    return {
      module: LookupModule,
      controllers: [...nameAnswering.controllers, ChangeHintsController],
      providers: [
        { provide: LookupOptions, useValue: options },
        ...secondTier(options),
        ...resolving(options),
        ...warming(options),
        { provide: ChangeHintsServer, useFactory: () => hints && new ChangeHintsServer(hints) },
        ...recording(options, bus),
        ...nameAnswering.providers,
        Warming,
        Redirecting,
        RedirectMetrics,
      ],
    };
  }
}

/** Both are null where no cache cluster is configured. */
function secondTier({ redis }: LookupOptions): Provider[] {
  return [
    {
      provide: CacheCluster,
      inject: [ServiceLog],
      useFactory: (log: ServiceLog) =>
        redis.cacheNodes.length === 0
          ? null
          : new CacheCluster({
              settings: redis,
              onBreaker: (breaker) => log.warn({ breaker }, 'the breaker of the cache cluster changed'),
            }),
    },
    {
      provide: SecondTier,
      inject: [CacheCluster, RecentChanges],
      useFactory: (cluster: CacheCluster | null, changes: RecentChanges) =>
        cluster && new SecondTier(new RedisLinkCache(cluster), changes),
    },
  ];
}

function resolving({ resolve, redis }: LookupOptions): Provider[] {
  return [
    { provide: RecentChanges, useFactory: () => new RecentChanges() },
    {
      provide: LinkSource,
      inject: [ShardRouter, NameScheme, RecentChanges],
      useFactory: (router: ShardRouter, scheme: NameScheme, changes: RecentChanges) =>
        new LinkSource({ router, scheme, changes, boundMs: resolve.readBoundMs }),
    },
    {
      provide: LinkResolver,
      inject: [LinkSource, RecentChanges, LoadGate, SecondTier],
      useFactory: (source: LinkSource, changes: RecentChanges, gate: LoadGate, tier: SecondTier | null) =>
        new LinkResolver({ source, changes, settings: resolve, gate, secondTier: tier ?? undefined }),
    },
    {
      provide: ChangeFeed,
      inject: [ShardRouter, RecentChanges],
      useFactory: (router: ShardRouter, changes: RecentChanges) =>
        new ChangeFeed(router, changes, redis.cacheNodes.length === 0 ? 0 : COPY_KEPT_SECONDS),
    },
  ];
}

/** Null where there is no list of hot names, or none is wanted. */
function warming({ warm }: LookupOptions): Provider[] {
  return [
    {
      provide: HotNamesStore,
      inject: [CacheCluster],
      useFactory: (cluster: CacheCluster | null) =>
        cluster && warm.links > 0 ? new HotNamesStore(cluster, warm.links) : null,
    },
    {
      provide: WarmUp,
      inject: [LinkResolver, HotNamesStore],
      useFactory: (resolver: LinkResolver, store: HotNamesStore | null) =>
        store && new WarmUp(resolver, store, warm),
    },
    {
      provide: HotNamesWriter,
      inject: [LinkResolver, HotNamesStore],
      useFactory: (resolver: LinkResolver, store: HotNamesStore | null) =>
        store && new HotNamesWriter(resolver, store, warm.links),
    },
  ];
}

function recording({ dataDir, click }: LookupOptions, bus: ClickBus | null): Provider[] {
  return [
    { provide: CountryFinder, useFactory: () => new CountryFinder(click) },
    {
      provide: VisitorKeys,
      inject: [CatalogDatabase],
      useFactory: (catalog: CatalogDatabase) => new VisitorKeys(new VisitorKeyStore(catalog)),
    },
    {
      provide: ClickRecorder,
      inject: [CountryFinder, VisitorKeys],
      useFactory: (countries: CountryFinder, keys: VisitorKeys) =>
        new ClickRecorder({
          describer: new ClickDescriber(countries, new VisitorHasher(keys), click),
          spool: new ClickSpool({ root: join(dataDir, 'spool'), settings: click }),
          bus,
          settings: click,
        }),
    },
  ];
}
