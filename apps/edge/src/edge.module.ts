import { type DynamicModule, Module } from '@nestjs/common';
import {
  ClickDescriber,
  CountryFinder,
  EdgeBookmarkFile,
  EdgeLog,
  EdgeShipper,
  VisitorHasher,
  VisitorKeys,
  VisitorKeyStore,
  type ClickBus,
  type ClickSettings,
  type EdgeSettings,
} from '@fleetlink/click';
import type { CatalogDatabase } from '@fleetlink/postgres';
import { Shipping } from './shipping.js';

export interface EdgeModuleOptions {
  readonly catalog: CatalogDatabase;
  readonly click: ClickSettings;
  readonly edge: EdgeSettings;
  readonly bus: ClickBus;
}

/** The log of the gateway's cache on one side, the click bus on the other. */
@Module({})
export class EdgeModule {
  static register({ catalog, click, edge, bus }: EdgeModuleOptions): DynamicModule {
    return {
      module: EdgeModule,
      providers: [
        { provide: CountryFinder, useFactory: () => new CountryFinder(click) },
        { provide: VisitorKeys, useFactory: () => new VisitorKeys(new VisitorKeyStore(catalog)) },
        {
          provide: EdgeShipper,
          inject: [CountryFinder, VisitorKeys],
          useFactory: (countries: CountryFinder, keys: VisitorKeys) =>
            new EdgeShipper({
              log: new EdgeLog(edge.logDir),
              bookmarks: new EdgeBookmarkFile(edge.logDir),
              describer: new ClickDescriber(countries, new VisitorHasher(keys), click),
              bus,
              settings: { ...click, ...edge },
            }),
        },
        Shipping,
      ],
    };
  }
}
