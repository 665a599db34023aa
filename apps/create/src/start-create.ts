import { Module } from '@nestjs/common';
import { AccessModule, ApiKey, Tenant } from '@fleetlink/access';
import { Link, LinkNamesModule, measureCluster, RedisHintChannel } from '@fleetlink/link';
import { openStateCluster } from '@fleetlink/redis';
import { createLog, Metrics, publicUrlOf, startService, type RunningService } from '@fleetlink/service';
import type { Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { CreateModule } from './create.module.js';
import { CreateOptions, readCreateSettings } from './create.settings.js';
import { mountApiPage } from './openapi/api-page.js';

/** The create service as a process of its own. */
export async function startCreate(environment: Environment): Promise<RunningService> {
  const { service, topology, postgres, code, access, redis } = readCreateSettings(environment);
  const { dataDir } = service;
  const log = createLog({ name: 'create', level: service.logLevel });
  const state = openStateCluster(redis, log);
  return startService({
    name: 'create',
    settings: service,
    log,
    prepare: async (app) => {
      mountApiPage(app, publicUrlOf(service));
      if (state) measureCluster(app.get(Metrics), state);
    },
    module: {
      module: CreateRoot,
      imports: [
        TopologyModule.register({
          topology: findTopology(topology, dataDir),
          postgres,
          dataDir,
          entities: { catalog: [Tenant, ApiKey], shard: [Link] },
        }),
        LinkNamesModule.register({ code, dataDir }),
        AccessModule.register({ settings: access, anonymousByDefault: false }),
        CreateModule.register({
          options: new CreateOptions(publicUrlOf(service), {
            workerId: code.workerId,
            ttlMs: code.leaseTtlMs,
          }),
          hints: state ? new RedisHintChannel(state) : null,
        }),
      ],
    },
    afterClose: async () => state?.close(),
  });
}

/** The service alone, on its own connections. */
@Module({})
class CreateRoot {}
