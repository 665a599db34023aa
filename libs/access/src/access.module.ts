import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogDatabase } from '@fleetlink/postgres';
import { measureCache, Metrics } from '@fleetlink/service';
import type { AccessSettings } from './access.settings.js';
import { AccessGuard, AnonymousPolicy } from './guard/access.guard.js';
import { KeyKeeper } from './key/key-keeper.js';
import { KeyVerifier } from './key/key-verifier.js';
import { KeyStore } from './key/key.store.js';

export interface AccessModuleOptions {
  readonly settings: AccessSettings;
  /** What holds while ANONYMOUS_CREATE is unset. */
  readonly anonymousByDefault: boolean;
}

/** Keys and the guard that asks for them, for the whole process. */
@Module({})
export class AccessModule {
  static register({ settings, anonymousByDefault }: AccessModuleOptions): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        {
          provide: AnonymousPolicy,
          useValue: new AnonymousPolicy(settings.anonymousCreate ?? anonymousByDefault),
        },
        {
          provide: KeyVerifier,
          inject: [CatalogDatabase, Metrics],
          useFactory: measuredVerifier,
        },
        {
          provide: KeyKeeper,
          inject: [CatalogDatabase],
          useFactory: (catalog: CatalogDatabase) => new KeyKeeper(catalog),
        },
        AccessGuard,
      ],
      exports: [AnonymousPolicy, KeyVerifier, KeyKeeper, AccessGuard],
    };
  }
}

function measuredVerifier(catalog: CatalogDatabase, metrics: Metrics): KeyVerifier {
  const verifier = new KeyVerifier(new KeyStore(catalog));
  measureCache(metrics, { tier: 'l1', class: 'api-key' }, () => verifier.counters);
  return verifier;
}
