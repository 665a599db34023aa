import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import {
  BotFinder,
  ClickAnswers,
  ClickBatchController,
  ClickPartitions,
  ClickRetention,
  DeadBatchStore,
  TallyCounters,
  TallyStore,
  TopLinks,
  VisitorKeyStore,
  type ClickSettings,
} from '@fleetlink/click';
import { LinkFinder, NameScheme } from '@fleetlink/link';
import { CatalogDatabase, StatsDatabase } from '@fleetlink/postgres';
import { ShardRouter } from '@fleetlink/shard';
import { StatsController } from './answer/stats.controller.js';
import { Tallying } from './tally/tallying.js';
import { TopRefresh } from './top/top-refresh.js';

/** Counts the clicks that the bus brings, and answers for them. */
@Module({})
export class StatsModule {
  static register({ click }: { readonly click: ClickSettings }): DynamicModule {
    return {
      module: StatsModule,
      controllers: [StatsController, ClickBatchController],
      providers: [...counting(click), ...answering(click), Tallying, TopRefresh],
    };
  }
}

function counting(click: ClickSettings): Provider[] {
  return [
    TallyCounters,
    {
      provide: ClickPartitions,
      inject: [StatsDatabase],
      useFactory: (stats: StatsDatabase) => new ClickPartitions(stats),
    },
    {
      provide: TallyStore,
      inject: [StatsDatabase, ClickPartitions],
      useFactory: (stats: StatsDatabase, partitions: ClickPartitions) =>
        new TallyStore(stats, new BotFinder(click), partitions),
    },
    {
      provide: DeadBatchStore,
      inject: [StatsDatabase],
      useFactory: (stats: StatsDatabase) => new DeadBatchStore(stats, click),
    },
    {
      provide: ClickRetention,
      inject: [StatsDatabase, CatalogDatabase, ClickPartitions],
      useFactory: (stats: StatsDatabase, catalog: CatalogDatabase, partitions: ClickPartitions) =>
        new ClickRetention({ stats, partitions, visitorKeys: new VisitorKeyStore(catalog), settings: click }),
    },
  ];
}

function answering(click: ClickSettings): Provider[] {
  return [
    {
      provide: ClickAnswers,
      inject: [StatsDatabase],
      useFactory: (stats: StatsDatabase) => new ClickAnswers(stats, click),
    },
    {
      provide: TopLinks,
      inject: [StatsDatabase],
      useFactory: (stats: StatsDatabase) => new TopLinks(stats),
    },
    {
      provide: LinkFinder,
      inject: [ShardRouter, NameScheme],
      useFactory: (router: ShardRouter, scheme: NameScheme) => new LinkFinder(router, scheme),
    },
  ];
}
