/** redis.conf of one node. What differs between the clusters is what they are for. */
import type { RedisClusterName, RedisNode } from '../plan/fleet-node.ts';

const SAME_FOR_ALL: Readonly<Record<string, string>> = {
  bind: '127.0.0.1',
  daemonize: 'no',
  'cluster-enabled': 'yes',
  'cluster-config-file': 'nodes.conf',
  // a dead master is replaced after about twice this; 500 makes false alarms on two shared cores
  'cluster-node-timeout': '2000',
  // the slots that are left go on serving
  'cluster-require-full-coverage': 'no',
  // the 5 s of the default are the whole wait for a new replica
  'repl-diskless-sync-delay': '0',
  save: '""',
};

const BY_CLUSTER: Readonly<Record<RedisClusterName, Readonly<Record<string, string>>>> = {
  // may lose everything at any time
  cache: { maxmemory: '64mb', 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' },
  // holds clicks that nobody else has
  state: {
    maxmemory: '256mb',
    'maxmemory-policy': 'noeviction',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'min-replicas-to-write': '1',
  },
};

export function redisSettings(node: RedisNode, folder: string): string {
  const settings = {
    ...SAME_FOR_ALL,
    ...BY_CLUSTER[node.cluster],
    ...(node.reachedAt === node.port ? {} : announced(node)),
    port: String(node.port),
    'cluster-port': String(node.busPort),
    dir: folder,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

/** Clients and replicas are told the proxy's port; the gossip of the cluster itself goes past it. */
function announced({ reachedAt, busPort }: RedisNode): Record<string, string> {
  return {
    'cluster-announce-ip': '127.0.0.1',
    'cluster-announce-port': String(reachedAt),
    'cluster-announce-bus-port': String(busPort),
  };
}
