/** What the rig consists of. Pure: the same options give the same nodes, names and ports. */
import { RigError } from '../rig-error.ts';
import {
  CATALOG,
  MONITORS,
  STATS_DATABASE,
  type FleetNode,
  type RedisClusterName,
  type ServiceName,
} from './fleet-node.ts';
import { portOffsets as offsets, REDIS_NODES } from './port-plan.ts';

export interface FleetOptions {
  readonly shards: number;
  /** Of each shard. */
  readonly replicas: number;
  readonly creates: number;
  readonly lookups: number;
  readonly stats: number;
  readonly portBase: number;
  readonly hasPgbouncer: boolean;
  readonly hasServices: boolean;
  /** Prometheus, Alertmanager and exporters. */
  readonly hasMonitoring: boolean;
  /** Above 0 the gateway answers redirects from its cache for this long, and `edge` counts them. */
  readonly edgeCacheSeconds: number;
  /** Nodes and groups that stand behind the fault proxy. */
  readonly proxied: readonly string[];
}

export const FLEET_DEFAULTS: FleetOptions = {
  shards: 4,
  replicas: 1,
  creates: 1,
  lookups: 2,
  stats: 1,
  portBase: 8_000,
  hasPgbouncer: false,
  hasServices: true,
  hasMonitoring: false,
  edgeCacheSeconds: 0,
  proxied: [],
};

/** A node before it is known where the others find it, its port still counted from the base. */
type Sketch<Node extends FleetNode = FleetNode> = Node extends FleetNode ? Omit<Node, 'reachedAt'> : never;

export function planFleet(options: FleetOptions): FleetNode[] {
  const sketches = sketchFleet(options);
  const isFronted = frontedBy(options.proxied, sketches);
  return sketches.map((sketch) => placed(sketch, options.portBase, isFronted(sketch)));
}

/** In the order in which they are listed, and started where one needs another. */
function sketchFleet(options: FleetOptions): Sketch[] {
  return [
    ...(options.proxied.length > 0
      ? [{ kind: 'proxy' as const, name: 'proxy', groups: [], port: offsets.proxyControl }]
      : []),
    ...range(options.shards).flatMap((shard) => shardServers(shard, options.replicas)),
    postgres(CATALOG, offsets.catalog),
    postgres(STATS_DATABASE, offsets.statsDatabase),
    ...(options.hasPgbouncer
      ? [{ kind: 'pgbouncer' as const, name: 'pgbouncer', groups: [], port: offsets.pgbouncer }]
      : []),
    ...redisCluster('cache'),
    ...redisCluster('state'),
    ...(options.hasServices ? services(options) : []),
    ...(options.hasMonitoring ? monitors() : []),
  ];
}

function shardServers(shard: number, replicas: number): Sketch[] {
  const cluster = `shard-${shard}`;
  return range(replicas + 1).map((position) => ({
    kind: 'postgres',
    name: position === 0 ? `${cluster}-primary` : `${cluster}-replica-${position - 1}`,
    cluster,
    groups: [cluster, 'shards', 'databases'],
    port: offsets.shard(shard, position),
  }));
}

function postgres(name: string, port: number): Sketch {
  return { kind: 'postgres', name, cluster: name, groups: ['databases'], port };
}

function redisCluster(cluster: RedisClusterName): Sketch[] {
  return range(REDIS_NODES).map((index) => {
    const port = offsets.redis[cluster](index);
    const name = `redis-${cluster}-${index}`;
    return {
      kind: 'redis',
      name,
      cluster,
      groups: [`redis-${cluster}`, 'redis'],
      port,
      busPort: offsets.bus(port),
    };
  });
}

function services({ creates, lookups, stats, edgeCacheSeconds }: FleetOptions): Sketch[] {
  const service = (app: ServiceName, name: string, port: number): Sketch => ({
    kind: 'service',
    name,
    app,
    groups: name === app ? ['services'] : [app, 'services'],
    port,
    managementPort: offsets.management(port),
  });
  return [
    ...several('create', creates).map((name, index) => service('create', name, offsets.create(index))),
    ...range(lookups).map((index) => service('lookup', `lookup-${index}`, offsets.lookup(index))),
    ...(edgeCacheSeconds > 0 ? [service('edge', 'edge', offsets.edge)] : []),
    ...several('stats', stats).map((name, index) => service('stats', name, offsets.stats(index))),
    { kind: 'gateway', name: 'gateway', groups: [], port: offsets.gateway },
  ];
}

function monitors(): Sketch[] {
  return MONITORS.map((name, index) => ({
    kind: 'monitor',
    name,
    groups: ['monitoring'],
    port: offsets.monitor(index),
  }));
}

/** One needs no number. */
function several(app: ServiceName, count: number): string[] {
  return count === 1 ? [app] : range(count).map((index) => `${app}-${index}`);
}

function placed(sketch: Sketch, base: number, isFronted: boolean): FleetNode {
  const port = base + sketch.port;
  const at = { port, reachedAt: isFronted ? offsets.proxied(port) : port };
  if (sketch.kind === 'redis') return { ...sketch, ...at, busPort: base + sketch.busPort };
  if (sketch.kind === 'service') return { ...sketch, ...at, managementPort: base + sketch.managementPort };
  return { ...sketch, ...at };
}

function frontedBy(proxied: readonly string[], sketches: readonly Sketch[]): (sketch: Sketch) => boolean {
  const candidates = sketches.filter(({ kind }) => kind !== 'proxy');
  const fronted = new Set(proxied.flatMap((name) => select(candidates, name).map((node) => node.name)));
  return ({ name }) => fronted.has(name);
}

/**
 * The nodes that a name stands for: one, or a group such as `shard-0`; `all` is everything.
 * @throws {RigError} that lists what there is.
 */
export function select<Node extends Pick<FleetNode, 'name' | 'groups'>>(
  nodes: readonly Node[],
  name: string,
): Node[] {
  if (name === 'all') return [...nodes];
  const found = nodes.filter((node) => node.name === name || node.groups.includes(name));
  if (found.length > 0) return found;
  const groups = [...new Set(nodes.flatMap((node) => node.groups))];
  throw new RigError(
    `no node is called ${name}`,
    `the nodes: ${nodes.map((node) => node.name).join(', ')}\nseveral at once: ${[...groups, 'all'].join(', ')}`,
  );
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
