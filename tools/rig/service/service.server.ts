import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { edgeLogFolder } from '../gateway/gateway.server.ts';
import type { ServiceNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { ROOT } from '../record/rig-folder.ts';
import type { RigSite } from '../record/rig-site.ts';
import { fleetEnvironment, type Variables } from './fleet-environment.ts';

const PROBE_MS_MAX = 1_000;

/** Longer than SHUTDOWN_GRACE_MS, after which a service leaves by force. */
const SHUTDOWN_MS_MAX = 25_000;

/** Megabytes of V8's young generation, of which Node takes several times more where it can: the machine is one for all. */
const YOUNG_GENERATION = 8;

/** Environment is read at the start: after a promotion a service learns of the new primary by a restart. */
export const serviceServer: NodeServer<ServiceNode> = {
  async launch(site, node) {
    const dataDir = site.homeOf(node);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return {
      file: process.execPath,
      args: [`--max-semi-space-size=${YOUNG_GENERATION}`, join(ROOT, 'apps', node.app, 'dist/main.js')],
      cwd: ROOT,
      environment: {
        ...fleetEnvironment(site),
        HOST: '127.0.0.1',
        PORT: String(node.port),
        MANAGEMENT_PORT: String(node.managementPort),
        DATA_DIR: dataDir,
        ...edgeSettings(site),
        // the gateway
        TRUST_PROXY: '127.0.0.1/32',
        ...site.record.settings,
      },
    };
  },

  isReady: (_site, node) => isServiceReady(node),

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};

function edgeSettings(site: RigSite): Variables {
  const { edgeCacheSeconds } = site.record.options;
  if (edgeCacheSeconds === 0) return {};
  return { EDGE_CACHE_SECONDS: String(edgeCacheSeconds), EDGE_LOG_DIR: edgeLogFolder(site) };
}

export async function isServiceReady({ managementPort }: ServiceNode): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${managementPort}/readyz`, {
    signal: AbortSignal.timeout(PROBE_MS_MAX),
  });
  await response.arrayBuffer();
  return response.ok;
}
