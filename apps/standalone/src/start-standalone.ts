import { KeyKeeper } from '@fleetlink/access';
import { busOver, MemoryBus, MemoryBusClient, MemoryBusServer } from '@fleetlink/click';
import { migrateFleet } from '@fleetlink/cli';
import { mountApiPage } from '@fleetlink/create';
import { MemoryHintChannel } from '@fleetlink/link';
import { connectHints, errorPage } from '@fleetlink/lookup';
import { Database, type PostgresSettings } from '@fleetlink/postgres';
import {
  createLog,
  publicUrlOf,
  startService,
  type RunningService,
  type ServiceLog,
} from '@fleetlink/service';
import type { Environment } from '@fleetlink/settings';
import { findTopology } from '@fleetlink/shard';
import { connectClicks } from '@fleetlink/stats';
import { startOwnDatabases, type OwnDatabases } from './own-databases.js';
import { StandaloneModule } from './standalone.module.js';
import { isPrivate, readStandaloneSettings, type StandaloneSettings } from './standalone.settings.js';
import { welcome } from './welcome.js';

/** The whole product in one process: the databases first, then the three services, then a word of welcome. */
export async function startStandalone(environment: Environment): Promise<RunningService> {
  const settings = readStandaloneSettings(environment);
  const { service, topology: wanted, postgres, click } = settings;
  const log = createLog({ name: 'standalone', level: service.logLevel });
  const own = wanted.shards ? undefined : await ownDatabases(settings, log);
  const topology = own?.topology ?? findTopology(wanted, service.dataDir);
  log.info(await migrateFleet(topology, opener(postgres)), 'databases are up to date');
  const publicUrl = publicUrlOf(service);
  const memory = new MemoryBus(click);
  const running = await startService({
    name: 'standalone',
    settings: service,
    log,
    errorPage,
    module: StandaloneModule.register({
      settings,
      topology,
      publicUrl,
      bus: busOver(new MemoryBusClient(memory)),
      hints: new MemoryHintChannel(),
    }),
    prepare: async (app) => {
      mountApiPage(app, publicUrl);
      await connectHints(app);
      await connectClicks(
        app,
        (deadLetters) => new MemoryBusServer({ bus: memory, deadLetters, settings: click }),
      );
    },
    afterClose: async () => own?.server.stop(),
  });
  const firstKey = await running.app.get(KeyKeeper).firstKey();
  // Straight to the terminal: a key has no place in a log.
  process.stdout.write(
    welcome({
      url: publicUrl,
      managementUrl: running.managementUrl,
      dataDir: service.dataDir,
      firstKey,
      anonymous: settings.access.anonymousCreate ?? isPrivate(service),
    }),
  );
  return running;
}

/** Without its data folder the process could only do harm: it says so and leaves. */
async function ownDatabases({ service }: StandaloneSettings, log: ServiceLog): Promise<OwnDatabases> {
  const say = (line: string) => log.info(line);
  return startOwnDatabases({
    dataDir: service.dataDir,
    say,
    onLost: (reason) => {
      log.fatal({ reason }, 'the data folder was lost');
      process.exit(1);
    },
  });
}

function opener(settings: PostgresSettings) {
  return (name: string, url: string) => new Database({ name, url, settings });
}
