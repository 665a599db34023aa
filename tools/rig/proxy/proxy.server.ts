import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProxyNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { listFaults } from './proxy.client.ts';
import type { ProxyRoutes } from './proxy.worker.ts';

const SHUTDOWN_MS_MAX = 2_000;

export const proxyServer: NodeServer<ProxyNode> = {
  async launch(site, node) {
    const folder = site.homeOf(node);
    mkdirSync(folder, { recursive: true });
    const routes: ProxyRoutes = {
      controlPort: node.port,
      routes: site.nodes
        .filter(({ port, reachedAt }) => port !== reachedAt)
        .map(({ name, port, reachedAt }) => ({ name, port: reachedAt, target: port })),
    };
    const file = join(folder, 'routes.json');
    writeFileSync(file, JSON.stringify(routes, null, 2));
    const worker = join(import.meta.dirname, 'proxy.worker.ts');
    return { file: process.execPath, args: [worker, file] };
  },

  async isReady(_site, { port }) {
    return (await listFaults(port)) instanceof Map;
  },

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};
