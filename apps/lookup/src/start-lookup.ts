import cluster from 'node:cluster';
import { Module, type INestApplication } from '@nestjs/common';
import { busOver, StreamsBusClient } from '@fleetlink/click';
import { CHANGE_SECONDS_MAX, Link, LinkNamesModule, measureCluster, RedisHintChannel } from '@fleetlink/link';
import { openStateCluster, type StateCluster } from '@fleetlink/redis';
import {
  createLog,
  Metrics,
  publicUrlOf,
  startService,
  startWorkers,
  type ServiceLog,
} from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { findTopology, TopologyModule } from '@fleetlink/shard';
import { connectHints } from './change/connect-hints.js';
import { LookupModule } from './lookup.module.js';
import { LookupOptions, lookupTopics, type LookupSettings } from './lookup.settings.js';
import { errorPage } from './page/error.page.js';

/** The lookup service as a process of its own, or as one of several workers on one port. */
export async function startLookup(environment: Environment): Promise<void> {
  const settings = readSettings(lookupTopics, environment);
  const { service, redirect } = settings;
  const log = createLog({ name: 'lookup', level: service.logLevel });
  if (redirect.workers > 1 && cluster.isPrimary)
    await startWorkers({ name: 'lookup', settings: service, log, count: redirect.workers });
  else await serveLookup(settings, log);
}

async function serveLookup(settings: LookupSettings, log: ServiceLog): Promise<void> {
  const { service, topology, postgres, code, redirect, resolve, warm, redis, click } = settings;
  const { dataDir } = service;
  const state = openStateCluster(redis, log);
  tellConsequences(log, { dataDir, hasBus: state !== undefined, ...redirect });
  const clicks = state && new StreamsBusClient({ cluster: state, settings: click });
  await startService({
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
          processes: redirect.workers,
          hasGenericShardPlans: true,
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
