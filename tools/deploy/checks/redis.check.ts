import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { idOf, numberAt, ofKind, textAt, at, type Resource } from '../manifest/resource.ts';

/** What each cluster is for says how it must behave when memory, a node or the network is short. */
const WANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'redis-cache': {
    'maxmemory-policy': 'allkeys-lru',
    'cluster-require-full-coverage': 'no',
    appendonly: 'no',
  },
  'redis-state': {
    'maxmemory-policy': 'noeviction',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'min-replicas-to-write': '1',
  },
};

export const check: DeployCheck = {
  name: 'redis',
  run: ({ overlays }) =>
    perOverlay(overlays, ({ resources }) => {
      const clusters = ofKind(resources, 'RedisCluster');
      return {
        objects: clusters.length,
        faults: clusters.flatMap((cluster) => faultsOf(cluster, resources)),
      };
    }),
};

function faultsOf(cluster: Resource, resources: readonly Resource[]): string[] {
  const wanted = WANTED[cluster.metadata.name] ?? {};
  const faults = ['redisLeader', 'redisFollower'].flatMap((role) => {
    const name = textAt(cluster, `spec.${role}.redisConfig.additionalRedisConfig`);
    const map = ofKind(resources, 'ConfigMap').find(({ metadata }) => metadata.name === name);
    const directives = directivesOf(textAt(map, 'data.redis-additional~conf'));
    const percent = numberAt(cluster, `spec.${role}.redisConfig.maxMemoryPercentOfLimit`);
    return [
      ...Object.entries(wanted)
        .filter(([directive, value]) => directives.get(directive) !== value)
        .map(([directive, value]) => `${role} wants ${directive} ${value}`),
      percent > 0 && percent <= 75 ? '' : `${role} wants maxmemory at 75 % of its limit or less`,
    ];
  });
  const isWhole = numberAt(cluster, 'spec.clusterSize') >= 3;
  const isSecret = at(cluster, 'spec.kubernetesConfig.redisSecret.name') === 'redis-credentials';
  return [
    ...faults,
    Object.keys(wanted).length > 0 ? '' : 'nobody has said how it must behave (redis.check.ts)',
    isWhole ? '' : 'wants three leaders for a quorum',
    isSecret ? '' : 'wants the password that the services have',
  ]
    .filter(Boolean)
    .map((fault) => `${idOf(cluster)}: ${fault}`);
}

function directivesOf(text: string): Map<string, string> {
  return new Map(
    text.split('\n').map((line) => {
      const [directive = '', ...rest] = line.trim().split(/\s+/);
      return [directive, rest.join(' ')] as const;
    }),
  );
}
