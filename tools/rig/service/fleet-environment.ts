/** The settings by which services and the operators' command find the rig's servers. */
import { CATALOG, STATS_DATABASE, type RedisClusterName } from '../plan/fleet-node.ts';
import { databaseUrl } from '../postgres/sql.client.ts';
import type { RigSite } from '../record/rig-site.ts';

export type Variables = Readonly<Record<string, string>>;

/** The same for every service, and for `npx fleetlink`. */
export function fleetEnvironment(site: RigSite): Variables {
  return {
    CATALOG_DATABASE_URL: urlOf(site, CATALOG),
    STATS_DATABASE_URL: urlOf(site, STATS_DATABASE),
    SHARDS: JSON.stringify(shardAddresses(site)),
    REDIS_CACHE_NODES: redisNodes(site, 'cache'),
    REDIS_STATE_NODES: redisNodes(site, 'state'),
    CODE_KEY: site.record.codeKey,
    PUBLIC_URL: site.gatewayUrl,
  };
}

export interface ShardAddress {
  readonly name: string;
  readonly primary: string;
  readonly replicas: readonly string[];
  readonly admin?: string;
}

/** SHARDS as the primaries stand now. Behind PgBouncer, `admin` leads past it. */
export function shardAddresses(site: RigSite): ShardAddress[] {
  return [...site.shards].map(([name, servers]) => {
    const primary = site.primaryOf(name);
    return {
      name,
      primary: urlOf(site, name),
      replicas: servers.filter((node) => node !== primary).map((node) => databaseUrl(node.reachedAt)),
      ...(site.record.options.hasPgbouncer && { admin: databaseUrl(primary.reachedAt) }),
    };
  });
}

/** Of the primary of a shard, or of a single database; through PgBouncer where there is one. */
function urlOf(site: RigSite, cluster: string): string {
  const [pooler] = site.ofKind('pgbouncer');
  return pooler ? databaseUrl(pooler.reachedAt, cluster) : databaseUrl(site.primaryOf(cluster).reachedAt);
}

function redisNodes(site: RigSite, cluster: RedisClusterName): string {
  return site
    .ofKind('redis')
    .filter((node) => node.cluster === cluster)
    .map(({ reachedAt }) => `127.0.0.1:${reachedAt}`)
    .join(',');
}
