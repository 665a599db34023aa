/** One server process of the rig, with its children, as it was planned; what it is just now is asked live. */
export type FleetNode =
  PostgresNode | RedisNode | ServiceNode | GatewayNode | PgbouncerNode | ProxyNode | MonitorNode;

interface NodeBase {
  /** `shard-0-primary`: the name at birth, which a promotion does not change. */
  readonly name: string;
  /** What else names it, together with others: `shard-0`, `shards`, `services`. */
  readonly groups: readonly string[];
  readonly port: number;
  /** Where the others find it: the port of the fault proxy before it, or its own. */
  readonly reachedAt: number;
}

export interface PostgresNode extends NodeBase {
  readonly kind: 'postgres';
  /** `shard-0`, or the name itself for a server without replicas. */
  readonly cluster: string;
}

export interface RedisNode extends NodeBase {
  readonly kind: 'redis';
  readonly cluster: RedisClusterName;
  readonly busPort: number;
}

export interface ServiceNode extends NodeBase {
  readonly kind: 'service';
  readonly app: ServiceName;
  readonly managementPort: number;
}

export interface GatewayNode extends NodeBase {
  readonly kind: 'gateway';
}

export interface PgbouncerNode extends NodeBase {
  readonly kind: 'pgbouncer';
}

/** One process for all fault proxies; its port is the one that faults are set by. */
export interface ProxyNode extends NodeBase {
  readonly kind: 'proxy';
}

/** What watches the others. */
export interface MonitorNode extends NodeBase {
  readonly kind: 'monitor';
  readonly name: MonitorName;
}

export type ServiceName = 'create' | 'lookup' | 'stats' | 'edge';
export type RedisClusterName = 'cache' | 'state';
export type MonitorName = (typeof MONITORS)[number];

/** The two databases that are no shards. The service `stats` has the shorter name. */
export const CATALOG = 'catalog';
export const STATS_DATABASE = 'stats-database';

/** Called as in docker/compose.production.yml. */
export const MONITORS = ['prometheus', 'alertmanager', 'postgres-exporter', 'redis-exporter'] as const;

export const isShardNode = (node: FleetNode): node is PostgresNode =>
  node.kind === 'postgres' && node.groups.includes('shards');
