import { type DynamicModule, Module } from '@nestjs/common';
import { ServiceLog } from '@fleetlink/service';
import { ShardRouter } from '@fleetlink/shard';
import type { CodeSettings } from './link.settings.js';
import { findCodeKey } from './name/code-key.file.js';
import { agreeOnDeployment } from './name/deployment.store.js';
import { NameScheme } from './name/name-scheme.js';

export interface LinkNamesOptions {
  readonly code: CodeSettings;
  readonly dataDir: string;
}

/** How names are read and made, agreed with the fleet before anything is served. */
@Module({})
export class LinkNamesModule {
  static register({ code, dataDir }: LinkNamesOptions): DynamicModule {
    return {
      module: LinkNamesModule,
      global: true,
      providers: [
        {
          provide: NameScheme,
          inject: [ShardRouter, ServiceLog],
          useFactory: async (router: ShardRouter, log: ServiceLog) => {
            const { key, madeAt } = findCodeKey(code.key, dataDir);
            if (madeAt !== undefined)
              log.warn(
                { file: madeAt },
                'a new code key was made: back it up, codes cannot be read without it',
              );
            const scheme = new NameScheme({ layout: code.layout, key, firstBootMs: 0 });
            const { firstBootMs } = await agreeOnDeployment(router.shards, {
              layout: code.layout.name,
              keyFingerprint: scheme.fingerprint,
            });
            return new NameScheme({ layout: code.layout, key, firstBootMs });
          },
        },
      ],
      exports: [NameScheme],
    };
  }
}
