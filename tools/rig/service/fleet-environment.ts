/** The settings by which services and the operators' command find the rig's servers. */
import { CATALOG, STATS_DATABASE, type PostgresNode, type RedisClusterName } from '../plan/fleet-node.ts';
import { databaseUrl } from '../postgres/sql.client.ts';
import type { RigSite } from '../record/rig-site.ts';

export type Variables = Readonly<Record<string, string>>;

/** The same for every service, and for `npx fleetlink`. */
export function fleetEnvironment(site: RigSite): Variables {
  return {
    CATALOG_DATABASE_URL: urlOf(site, CATALOG, site.primaryOf(CATALOG)),
    STATS_DATABASE_URL: urlOf(site, STATS_DATABASE, site.primaryOf(STATS_DATABASE)),
    SHARDS: JSON.stringify(shardAddresses(site)),
    ...(site.record.options.hasPgbouncer && {
      DATABASE_POOLER: 'transaction',
      CATALOG_ADMIN_DATABASE_URL: databaseUrl(site.primaryOf(CATALOG).reachedAt),
      STATS_ADMIN_DATABASE_URL: databaseUrl(site.primaryOf(STATS_DATABASE).reachedAt),
    }),
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
      primary: urlOf(site, name, primary),
      replicas: servers
        .filter((node) => node !== primary)
        .map((replica) => urlOf(site, replica.name, replica)),
      ...(site.record.options.hasPgbouncer && { admin: databaseUrl(primary.reachedAt) }),
    };
  });
}

/** Through PgBouncer, which knows the server by `name`, where there is one. */
function urlOf(site: RigSite, name: string, server: PostgresNode): string {
  const [pooler] = site.ofKind('pgbouncer');
  return pooler ? databaseUrl(pooler.reachedAt, name) : databaseUrl(server.reachedAt);
}

function redisNodes(site: RigSite, cluster: RedisClusterName): string {
  return site
    .ofKind('redis')
    .filter((node) => node.cluster === cluster)
    .map(({ reachedAt }) => `127.0.0.1:${reachedAt}`)
    .join(',');
}
