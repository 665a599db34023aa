import type { FleetNode } from '../plan/fleet-node.ts';
import { gatewayServer } from '../gateway/gateway.server.ts';
import { monitorServer } from '../monitoring/monitor.server.ts';
import { pgbouncerServer } from '../pooler/pgbouncer.server.ts';
import { postgresServer } from '../postgres/postgres.server.ts';
import type { NodeServer } from '../process/node.server.ts';
import { proxyServer } from '../proxy/proxy.server.ts';
import { redisServer } from '../redis/redis.server.ts';
import { serviceServer } from '../service/service.server.ts';

const SERVERS: { [Kind in FleetNode['kind']]: NodeServer<Extract<FleetNode, { kind: Kind }>> } = {
  postgres: postgresServer,
  redis: redisServer,
  service: serviceServer,
  gateway: gatewayServer,
  pgbouncer: pgbouncerServer,
  proxy: proxyServer,
  monitor: monitorServer,
};

/** How nodes of this kind are run. */
export function serverOf(node: FleetNode): NodeServer {
  // the kind that picks the server is the one that its methods are given
  return SERVERS[node.kind] as NodeServer;
}
