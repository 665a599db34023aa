import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayNode } from '../plan/fleet-node.ts';
import type { NodeServer } from '../process/node.server.ts';
import { ROOT } from '../record/rig-folder.ts';
import type { RigSite } from '../record/rig-site.ts';
import { gatewayVariables, render } from './gateway-config.ts';

export const NGINX_SOURCES = join(ROOT, 'docker/nginx');
export const TEMPLATE = 'fleetlink.conf.template';

const DIRECTIVES = 'daemon off; worker_processes auto;';

const PROBE_MS_MAX = 2_000;
const SHUTDOWN_MS_MAX = 5_000;

export const gatewayServer: NodeServer<GatewayNode> = {
  async launch(site, node) {
    const prefix = site.homeOf(node);
    writeGateway(site, prefix);
    edgeLogFolder(site);
    const args = ['-p', `${prefix}/`, '-c', join(prefix, 'nginx.conf'), '-g', DIRECTIVES];
    return { file: site.record.programs.nginx, args };
  },

  /** Any answer is one of the gateway; whether the services behind it are ready is theirs to say. */
  async isReady(_site, { port }) {
    const health = `http://127.0.0.1:${port}/api/health`;
    const response = await fetch(health, { signal: AbortSignal.timeout(PROBE_MS_MAX) });
    return (await response.text()).length > 0;
  },

  ending: { signal: 'SIGTERM', patienceMs: SHUTDOWN_MS_MAX },
};

/** Where the hits of its cache are logged. Workers of nginx write there, whoever started it. */
export function edgeLogFolder(site: RigSite): string {
  const [gateway] = site.ofKind('gateway');
  const folder = join(site.homeOf(gateway!), 'edge-clicks');
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  return folder;
}

function writeGateway(site: RigSite, prefix: string): void {
  // nginx's workers run as another user when root starts it, and keep bodies here
  mkdirSync(join(prefix, 'conf.d'), { recursive: true, mode: 0o755 });
  copyFileSync(join(NGINX_SOURCES, 'nginx.conf'), join(prefix, 'nginx.conf'));
  const template = readFileSync(join(NGINX_SOURCES, TEMPLATE), 'utf8');
  writeFileSync(join(prefix, 'conf.d/fleetlink.conf'), render(template, gatewayVariables(site.nodes)));
}
