import { Module } from '@nestjs/common';
import { AccessModule, ApiKey, Tenant } from '@fleetlink/access';
import { Link, LinkNamesModule } from '@fleetlink/link';
import { startService, type RunningService } from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { StatsModule } from './stats.module.js';
import { statsTopics } from './stats.settings.js';

/** The stats service as a process of its own. */
export async function startStats(environment: Environment): Promise<RunningService> {
  const { service, topology, postgres, code, access, click } = readSettings(statsTopics, environment);
  const { dataDir } = service;
  return startService({
    name: 'stats',
    settings: service,
    module: {
      module: StatsRoot,
      imports: [
        TopologyModule.register({
          topology: findTopology(topology, dataDir),
          postgres,
          dataDir,
          entities: { catalog: [Tenant, ApiKey], shard: [Link] },
        }),
        LinkNamesModule.register({ code, dataDir }),
        AccessModule.register({ settings: access, anonymousByDefault: false }),
        StatsModule.register({ click }),
      ],
    },
  });
}

/** The service alone, on its own connections. */
@Module({})
class StatsRoot {}
