import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { ClickAnswers } from '@fleetlink/click';
import {
  ChangeAnnouncer,
  ChangeHintsClient,
  LeafKeeper,
  LinkEditor,
  LinkFinder,
  LinkList,
  LinkMinter,
  LinkShortener,
  LinkUpkeep,
  LinkWriter,
  measureAnnouncer,
  NameScheme,
  WorkerLease,
  WorkerLeaseStore,
  type HintChannel,
} from '@fleetlink/link';
import { CatalogDatabase, StatsDatabase } from '@fleetlink/postgres';
import { Metrics, ServiceLog } from '@fleetlink/service';
import { ShardRouter } from '@fleetlink/shard';
import { AliasPolicy, TargetPolicy } from '@fleetlink/target';
import { BlocksController } from './block/blocks.controller.js';
import { BulkLinksController } from './bulk/bulk-links.controller.js';
import { BulkShortener } from './bulk/bulk-shortener.js';
import { CreateOptions } from './create.settings.js';
import { KeysController } from './key/keys.controller.js';
import { LinkPresenter } from './link-body/link-presenter.js';
import { LinksController } from './manage/links.controller.js';
import { Minting } from './mint/minting.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { LinkDesk } from './shorten/link-desk.js';
import { ShortenLinkController } from './shorten/shorten-link.controller.js';

export interface CreateModuleOptions {
  readonly options: CreateOptions;
  /** Null leaves it to the poll of changes to tell the fleet. */
  readonly hints: HintChannel | null;
}

/** The write side: makes, edits, lists and takes down links. */
@Module({})
export class CreateModule {
  static register({ options, hints }: CreateModuleOptions): DynamicModule {
    return {
      module: CreateModule,
      // The bulk route stands before `links/:name`, so that "bulk" is no name there.
      controllers: [
        BulkLinksController,
        ShortenLinkController,
        LinksController,
        BlocksController,
        KeysController,
        OpenApiController,
      ],
      providers: [
        { provide: CreateOptions, useValue: options },
        ...policies(options),
        announcing(hints),
        ...storage(options),
        LinkDesk,
        BulkShortener,
        Minting,
      ],
    };
  }
}

function policies({ publicUrl }: CreateOptions): Provider[] {
  const ownHost = new URL(publicUrl).host;
  return [
    { provide: TargetPolicy, useFactory: () => new TargetPolicy({ ownHosts: [ownHost] }) },
    { provide: AliasPolicy, useFactory: () => new AliasPolicy() },
  ];
}

function announcing(hints: HintChannel | null): Provider {
  return {
    provide: ChangeAnnouncer,
    inject: [Metrics],
    useFactory: (metrics: Metrics) => {
      const announcer = hints && new ChangeAnnouncer(new ChangeHintsClient(hints));
      if (announcer) measureAnnouncer(metrics, announcer);
      return announcer;
    },
  };
}

function storage({ publicUrl, lease }: CreateOptions): Provider[] {
  return [
    {
      provide: WorkerLease,
      inject: [CatalogDatabase, NameScheme],
      useFactory: (catalog: CatalogDatabase, { layout }: NameScheme) =>
        new WorkerLease(new WorkerLeaseStore(catalog), { ...lease, layout }),
    },
    made(LinkMinter, [WorkerLease, NameScheme]),
    made(LinkWriter, [ShardRouter, NameScheme]),
    made(LinkFinder, [ShardRouter, NameScheme]),
    made(LinkShortener, [LinkMinter, NameScheme, LinkWriter, LinkFinder, ChangeAnnouncer]),
    made(LinkEditor, [ShardRouter, LinkFinder, ChangeAnnouncer]),
    made(LinkList, [ShardRouter]),
    made(ClickAnswers, [StatsDatabase]),
    {
      provide: LinkUpkeep,
      inject: [ShardRouter, NameScheme, ServiceLog],
      useFactory: (router: ShardRouter, { layout }: NameScheme, log: ServiceLog) =>
        new LinkUpkeep(router, new LeafKeeper(layout), ({ fault, ...report }) => {
          if (fault) log.warn({ ...report, err: fault }, 'the daily work on a shard failed');
          else log.info(report, 'the daily work on a shard is done');
        }),
    },
    {
      provide: LinkPresenter,
      inject: [ClickAnswers],
      useFactory: (answers: ClickAnswers) => new LinkPresenter(answers, publicUrl),
    },
  ];
}

/** A provider for a plain class of a lib, whose constructor takes these in their order. */
function made<Args extends unknown[]>(
  provided: new (...args: Args) => object,
  inject: readonly (abstract new (...args: never[]) => unknown)[],
): Provider {
  return { provide: provided, inject: [...inject], useFactory: (...args: Args) => new provided(...args) };
}
