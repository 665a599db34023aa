import { Module } from '@nestjs/common';
import { Link, LinkNamesModule } from '@fleetlink/link';
import {
  createLog,
  publicUrlOf,
  startService,
  type RunningService,
  type ServiceLog,
} from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { openClickStreams, type ClickStreams } from './click-streams.js';
import { LookupModule } from './lookup.module.js';
import { LookupOptions, lookupTopics, type LookupSettings } from './lookup.settings.js';
import { errorPage } from './page/error.page.js';

/** The lookup service as a process of its own. */
export async function startLookup(environment: Environment): Promise<RunningService> {
  const settings = readSettings(lookupTopics, environment);
  const { service, topology, postgres, code, redirect, resolve, redis, click } = settings;
  const { dataDir } = service;
  const log = createLog({ name: 'lookup', level: service.logLevel });
  const streams = clickStreams(settings, log);
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
            redis,
            click,
          }),
          bus: streams?.bus ?? null,
        }),
      ],
    },
    afterClose: async () => streams?.close(),
  });
}

function clickStreams({ service, redis, click }: LookupSettings, log: ServiceLog): ClickStreams | undefined {
  if (redis.stateNodes.length > 0) return openClickStreams({ redis, click, log });
  log.warn(
    { spool: `${service.dataDir}/spool` },
    'no click bus is configured: clicks stay in the spool until a process with one takes it over',
  );
  return undefined;
}

/** The service alone, on its own connections. */
@Module({})
class LookupRoot {}
