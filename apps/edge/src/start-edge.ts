import { mkdir } from 'node:fs/promises';
import { busOver, StreamsBusClient } from '@fleetlink/click';
import { CatalogDatabase } from '@fleetlink/postgres';
import { openStateCluster } from '@fleetlink/redis';
import { createLog, startService, type RunningService } from '@fleetlink/service';
import { readSettings, SettingsError, type Environment } from '@fleetlink/settings';
import { EdgeModule } from './edge.module.js';
import { edgeTopics } from './edge.settings.js';

/**
 * The edge service: runs beside a gateway and counts the redirects that it answers from its cache. Its service port
 * serves nothing; the management port is the one that is looked at.
 */
export async function startEdge(environment: Environment): Promise<RunningService> {
  const { service, topology, postgres, redis, click, edge } = readSettings(edgeTopics, environment);
  const log = createLog({ name: 'edge', level: service.logLevel });
  const { catalogUrl } = topology;
  const state = openStateCluster(redis, log);
  if (!catalogUrl || !state)
    throw new SettingsError(['CATALOG_DATABASE_URL and REDIS_STATE_NODES: the edge service needs both']);
  const catalog = new CatalogDatabase({
    name: 'catalog',
    url: catalogUrl,
    settings: postgres,
    entities: [],
    onLeak: (report) => log.warn(report, 'a database connection is held for too long'),
  });
  const clicks = new StreamsBusClient({ cluster: state, settings: click });
  await mkdir(edge.logDir, { recursive: true });
  return startService({
    name: 'edge',
    settings: service,
    log,
    module: EdgeModule.register({ catalog, click, edge, bus: busOver(clicks) }),
    afterClose: async () => {
      clicks.close();
      await state.close();
      await catalog.close();
    },
  });
}
