/** What every node is just now: asked, not remembered. */
import { pidOf, stateOf, type NodeState } from '../control/node-control.ts';
import type { FleetNode, PostgresNode, RedisNode } from '../plan/fleet-node.ts';
import { postgresStand, replayBytesOn, type Lag } from '../postgres/replication.ts';
import { proportionalBytes, treeOf } from '../process/process-table.ts';
import { listFaults } from '../proxy/proxy.client.ts';
import type { RigSite } from '../record/rig-site.ts';
import { isServiceReady } from '../service/service.server.ts';
import { redisLag, redisStands, type RedisStand } from './redis-stand.ts';

export interface NodeStatus {
  readonly name: string;
  /** `primary`, `replica`, `master`, or what the node is; `?` when it does not answer. */
  readonly role: string;
  readonly port: number;
  /** Where its fault proxy listens. */
  readonly proxiedPort: number | null;
  readonly pid: number | null;
  readonly state: NodeState;
  readonly lag: Lag | null;
  /** Null where it was not asked for. */
  readonly memoryBytes: number | null;
  /** Null where no proxy stands before it. */
  readonly fault: string | null;
  readonly note: string | null;
}

/** What was asked of several nodes at once. */
interface Findings {
  readonly replayBytes: ReadonlyMap<string, number>;
  readonly redis: ReadonlyMap<string, RedisStand>;
  readonly faults: ReadonlyMap<string, string>;
}

type Live = Pick<NodeStatus, 'role' | 'lag' | 'note'>;

export interface StatusOptions {
  /** Reading it takes longer than everything else, and stops whoever reads. */
  readonly withMemory?: boolean;
}

export async function statusOf(
  site: RigSite,
  { withMemory = false }: StatusOptions = {},
): Promise<NodeStatus[]> {
  const [replayBytes, redis, faults] = await Promise.all([
    allReplayBytes(site),
    redisStands(
      site,
      site.ofKind('redis').filter((node) => stateOf(site, node) === 'up'),
    ),
    faultsOf(site),
  ]);
  const nodes = await Promise.all(
    site.nodes.map((node) => nodeStatus(site, node, { replayBytes, redis, faults })),
  );
  return withMemory ? nodes.map((node) => ({ ...node, memoryBytes: memoryOf(node.pid) })) : nodes;
}

async function nodeStatus(site: RigSite, node: FleetNode, findings: Findings): Promise<NodeStatus> {
  const pid = pidOf(site, node);
  const state = stateOf(site, node);
  const live = state === 'up' ? await liveOf(site, node, findings).catch(() => unanswered) : silent(node);
  return {
    name: node.name,
    port: node.port,
    proxiedPort: node.reachedAt === node.port ? null : node.reachedAt,
    pid: pid ?? null,
    state,
    memoryBytes: null,
    fault: findings.faults.get(node.name) ?? null,
    ...live,
  };
}

const unanswered: Live = { role: '?', lag: null, note: 'does not answer' };

/** Nobody can ask a node that is stopped or dead. */
function silent({ kind }: FleetNode): Live {
  return { role: kind === 'postgres' || kind === 'redis' ? '?' : kind, lag: null, note: null };
}

async function liveOf(site: RigSite, node: FleetNode, findings: Findings): Promise<Live> {
  if (node.kind === 'postgres') return postgresLive(site, node, findings);
  if (node.kind === 'redis') return redisLive(site, node, findings);
  if (node.kind !== 'service') return { role: node.kind, lag: null, note: null };
  const isReady = await isServiceReady(node).catch(() => false);
  return { role: node.kind, lag: null, note: isReady ? null : 'not ready' };
}

async function postgresLive(site: RigSite, node: PostgresNode, { replayBytes }: Findings): Promise<Live> {
  const { isStandby, isPaused, shownAgeMs } = await postgresStand(node);
  if (!isStandby) {
    const note = site.isPrimary(node) ? null : 'a second primary: what it takes is lost';
    return { role: 'primary', lag: null, note };
  }
  const bytes = replayBytes.get(node.name);
  if (bytes === undefined) return { role: 'replica', lag: null, note: 'not streaming' };
  const lag = { bytes, ms: bytes === 0 ? 0 : shownAgeMs };
  return { role: 'replica', lag, note: isPaused ? 'replay paused' : null };
}

function redisLive(site: RigSite, node: RedisNode, { redis }: Findings): Live {
  const stand = redis.get(node.name);
  if (stand === undefined) return unanswered;
  const note = stand.isLinked ? null : 'its master is away';
  return { role: stand.role, lag: redisLag(site, node, redis), note };
}

async function allReplayBytes(site: RigSite): Promise<Map<string, number>> {
  const primaries = [...site.shards.keys()].map((name) => site.primaryOf(name));
  const asked = primaries.filter((node) => stateOf(site, node) === 'up');
  const none = () => new Map<string, number>();
  const maps = await Promise.all(asked.map((node) => replayBytesOn(node).catch(none)));
  return new Map(maps.flatMap((map) => [...map]));
}

async function faultsOf(site: RigSite): Promise<Map<string, string>> {
  const [proxy] = site.ofKind('proxy');
  return proxy ? listFaults(proxy.port).catch(() => new Map<string, string>()) : new Map();
}

function memoryOf(pid: number | null): number {
  if (pid === null) return 0;
  return treeOf(pid).reduce((sum, entry) => sum + proportionalBytes(entry.pid), 0);
}
