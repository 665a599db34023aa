/**
 * Which port everything has, as a distance from the port base: the same every time, so that a port in a log
 * tells its node. Two rigs whose bases are a span apart never meet.
 */

/** Ports that one rig may use. */
export const PORT_SPAN = 400;

/** Privileged ports are left alone, and the span has to fit below 65,536. */
export const PORT_BASE_MIN = 1024;
export const PORT_BASE_MAX = 65_536 - PORT_SPAN;

export const SHARDS_MAX = 8;
export const REPLICAS_MAX = 3;
export const LOOKUPS_MAX = 8;

/** Of create and of stats: enough to restart one while the other goes on. */
export const TWINS_MAX = 2;
export const REDIS_NODES = 6;

const SERVERS_PER_SHARD = REPLICAS_MAX + 1;

/** A node's fault proxy listens this far above it. */
const PROXY_DISTANCE = 200;
const MANAGEMENT_DISTANCE = 20;
const BUS_DISTANCE = 10;

export const portOffsets = {
  gateway: 0,
  proxyControl: 1,
  pgbouncer: 2,
  monitor: (index: number) => 3 + index,
  /** Nothing of the rig listens here: Alertmanager tells its alerts to whoever does. */
  alerts: 9,
  create: (index: number) => (index === 0 ? 10 : 20 + index),
  stats: (index: number) => (index === 0 ? 11 : 22 + index),
  lookup: (index: number) => 12 + index,
  /** Behind the last lookup. */
  edge: 20,
  management: (service: number) => service + MANAGEMENT_DISTANCE,
  catalog: 50,
  statsDatabase: 51,
  /** Position 0 is the first primary. */
  shard: (shard: number, position: number) => 60 + shard * SERVERS_PER_SHARD + position,
  redis: { cache: (index: number) => 100 + index, state: (index: number) => 120 + index },
  bus: (redis: number) => redis + BUS_DISTANCE,
  proxied: (node: number) => node + PROXY_DISTANCE,
} as const;
