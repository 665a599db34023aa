import type { RedisNode } from '../plan/fleet-node.ts';
import type { Lag } from '../postgres/replication.ts';
import type { RigSite } from '../record/rig-site.ts';
import { redisInfo } from '../redis/redis.client.ts';

/** How a Redis node stands in its cluster, by its own words. */
export interface RedisStand {
  readonly role: 'master' | 'replica';
  /** False on a replica that has lost its master. */
  readonly isLinked: boolean;
  /** Bytes of the replication stream that it has. */
  readonly offset: number;
  /** Port of the master, on a replica; the proxy's where there is one. */
  readonly masterPort: number | undefined;
}

/** Nodes that do not answer are left out. */
export async function redisStands(
  site: RigSite,
  nodes: readonly RedisNode[],
): Promise<Map<string, RedisStand>> {
  const stands = await Promise.all(
    nodes.map(async (node) => {
      const info = await redisInfo(site, node, 'replication').catch(() => undefined);
      return info === undefined ? [] : [[node.name, standIn(info)] as const];
    }),
  );
  return new Map(stands.flat());
}

/** `INFO replication` of one node. */
export function standIn(info: ReadonlyMap<string, string>): RedisStand {
  if (info.get('role') === 'master')
    return {
      role: 'master',
      isLinked: true,
      offset: Number(info.get('master_repl_offset')),
      masterPort: undefined,
    };
  return {
    role: 'replica',
    isLinked: info.get('master_link_status') === 'up',
    offset: Number(info.get('slave_repl_offset')),
    masterPort: Number(info.get('master_port')),
  };
}

/** Bytes that a replica is behind; null on a master, or while one of the two does not answer. */
export function redisLag(
  site: RigSite,
  { name }: RedisNode,
  stands: ReadonlyMap<string, RedisStand>,
): Lag | null {
  const stand = stands.get(name);
  if (stand?.masterPort === undefined || !stand.isLinked) return null;
  const master = site
    .ofKind('redis')
    .find(({ port, reachedAt }) => [port, reachedAt].includes(stand.masterPort!));
  const offset = master && stands.get(master.name)?.offset;
  return offset === undefined ? null : { bytes: Math.max(0, offset - stand.offset), ms: null };
}
