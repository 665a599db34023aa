import { Module, type INestApplication } from '@nestjs/common';
import { busOver, StreamsBusClient } from '@fleetlink/click';
import { Link, LinkNamesModule, measureCluster, RedisHintChannel } from '@fleetlink/link';
import { openStateCluster, type StateCluster } from '@fleetlink/redis';
import {
  createLog,
  Metrics,
  publicUrlOf,
  startService,
  type RunningService,
  type ServiceLog,
} from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { connectHints } from './change/connect-hints.js';
import { LookupModule } from './lookup.module.js';
import { LookupOptions, lookupTopics } from './lookup.settings.js';
import { errorPage } from './page/error.page.js';

/** The lookup service as a process of its own. */
export async function startLookup(environment: Environment): Promise<RunningService> {
  const { service, topology, postgres, code, redirect, resolve, warm, redis, click } = readSettings(
    lookupTopics,
    environment,
  );
  const { dataDir } = service;
  const log = createLog({ name: 'lookup', level: service.logLevel });
  const state = openStateCluster(redis, log);
  if (!state) warnOfFullSpools(log, dataDir);
  const clicks = state && new StreamsBusClient({ cluster: state, settings: click });
  return startService({
    name: 'lookup',
    settings: service,
    log,
    errorPage,
    module: {
      module: LookupRoot,
      imports: [
        TopologyModule.register({
          topology: findTopology(topology, dataDir),
          postgres,
          dataDir,
          entities: { catalog: [], shard: [Link] },
        }),
        LinkNamesModule.register({ code, dataDir }),
        LookupModule.register({
          options: new LookupOptions({
            publicUrl: publicUrlOf(service),
            trustProxy: service.trustProxy,
            dataDir,
            redirect,
            resolve,
            warm,
            redis,
            click,
          }),
          bus: clicks ? busOver(clicks) : null,
          hints: state ? new RedisHintChannel(state) : null,
        }),
      ],
    },
    prepare: async (app) => {
      if (state) await connectState(app, state);
    },
    afterClose: async () => {
      clicks?.close();
      await state?.close();
    },
  });
}

async function connectState(app: INestApplication, state: StateCluster): Promise<void> {
  measureCluster(app.get(Metrics), state);
  await connectHints(app);
}

function warnOfFullSpools(log: ServiceLog, dataDir: string): void {
  log.warn(
    { spool: `${dataDir}/spool` },
    'no click bus is configured: clicks stay in the spool until a process with one takes it over',
  );
}

/** The service alone, on its own connections. */
@Module({})
class LookupRoot {}
