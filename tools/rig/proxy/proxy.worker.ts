/** The fault proxy as a process: node proxy.worker.ts ROUTES-FILE. */
import { readFileSync } from 'node:fs';
import { listenForFaults } from './control.server.ts';
import { FaultProxy } from './fault-proxy.ts';

export interface ProxyRoutes {
  readonly controlPort: number;
  readonly routes: readonly ProxyRoute[];
}

export interface ProxyRoute {
  readonly name: string;
  readonly port: number;
  readonly target: number;
}

const [, , file = ''] = process.argv;
const { controlPort, routes } = JSON.parse(readFileSync(file, 'utf8')) as ProxyRoutes;
const proxies = new Map(
  await Promise.all(
    routes.map(async ({ name, port, target }) => [name, await FaultProxy.listen(port, target)] as const),
  ),
);
await listenForFaults(controlPort, proxies);
process.stdout.write(`${proxies.size} proxies, faults are set at http://127.0.0.1:${controlPort}\n`);
