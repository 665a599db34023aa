import { Module } from '@nestjs/common';
import { AccessModule, ApiKey, Tenant } from '@fleetlink/access';
import { Link, LinkNamesModule, measureCluster } from '@fleetlink/link';
import { openStateCluster } from '@fleetlink/redis';
import { createLog, Metrics, startService, type RunningService } from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { connectClickStreams } from './click-streams.js';
import { StatsModule } from './stats.module.js';
import { statsTopics } from './stats.settings.js';

/** The stats service as a process of its own. */
export async function startStats(environment: Environment): Promise<RunningService> {
  const { service, topology, postgres, redis, code, access, click } = readSettings(statsTopics, environment);
  const { dataDir } = service;
  const log = createLog({ name: 'stats', level: service.logLevel });
  const state = openStateCluster(redis, log);
  return startService({
    name: 'stats',
    settings: service,
    log,
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
    prepare: async (app) => {
      if (!state) return;
      measureCluster(app.get(Metrics), state);
      await connectClickStreams(app, { cluster: state, settings: click });
    },
    afterClose: async () => state?.close(),
  });
}

/** The service alone, on its own connections. */
@Module({})
class StatsRoot {}
