import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule, ApiKey, Tenant } from '@fleetlink/access';
import type { ClickBus } from '@fleetlink/click';
import { CreateModule, CreateOptions } from '@fleetlink/create';
import { Link, LinkNamesModule, type HintChannel } from '@fleetlink/link';
import { LookupModule, LookupOptions } from '@fleetlink/lookup';
import { TopologyModule, type Topology } from '@fleetlink/shard';
import { StatsModule } from '@fleetlink/stats';
import { isPrivate, type StandaloneSettings } from './standalone.settings.js';

export interface StandaloneParts {
  readonly settings: StandaloneSettings;
  readonly topology: Topology;
  readonly publicUrl: string;
  readonly bus: ClickBus;
  readonly hints: HintChannel;
}

/** create, lookup and stats in one process, on one set of databases. */
@Module({})
export class StandaloneModule {
  static register({ settings, topology, publicUrl, bus, hints }: StandaloneParts): DynamicModule {
    const { service, postgres, code, access, click, redirect, resolve, warm, redis } = settings;
    const { dataDir } = service;
    return {
      module: StandaloneModule,
      imports: [
        TopologyModule.register({
          topology,
          postgres,
          dataDir,
          entities: { catalog: [Tenant, ApiKey], shard: [Link] },
        }),
        LinkNamesModule.register({ code, dataDir }),
        AccessModule.register({ settings: access, anonymousByDefault: isPrivate(service) }),
        CreateModule.register({
          options: new CreateOptions(publicUrl, { workerId: code.workerId, ttlMs: code.leaseTtlMs }),
          hints,
        }),
        StatsModule.register({ click }),
        LookupModule.register({
          options: new LookupOptions({
            publicUrl,
            trustProxy: service.trustProxy,
            dataDir,
            redirect,
            resolve,
            warm,
            redis,
            click,
          }),
          bus,
          hints,
        }),
      ],
    };
  }
}
