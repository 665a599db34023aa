import { Module } from '@nestjs/common';
import { busOver, StreamsBusClient } from '@fleetlink/click';
import { Link, LinkNamesModule, RedisHintChannel } from '@fleetlink/link';
import { openStateCluster } from '@fleetlink/redis';
import {
  createLog,
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
  tellConsequences(log, { dataDir, hasBus: state !== undefined, ...redirect });
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
      if (state) await connectHints(app);
    },
    afterClose: async () => {
      clicks?.close();
      await state?.close();
    },
  });
}

/** A change reaches every lookup within this time. */
const CHANGE_SECONDS_MAX = 2;

interface Consequential {
  readonly dataDir: string;
  readonly hasBus: boolean;
  readonly edgeCacheSeconds: number;
}

/** What of the settings an operator may not have meant. */
function tellConsequences(log: ServiceLog, { dataDir, hasBus, edgeCacheSeconds }: Consequential): void {
  if (!hasBus) warnOfFullSpools(log, dataDir);
  if (edgeCacheSeconds > 0) warnOfLateTakedowns(log, edgeCacheSeconds);
}

function warnOfLateTakedowns(log: ServiceLog, edgeCacheSeconds: number): void {
  log.warn(
    { takedownSecondsMax: CHANGE_SECONDS_MAX + edgeCacheSeconds },
    'shared caches may repeat redirects: takedowns and edits are seen that much later',
  );
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
