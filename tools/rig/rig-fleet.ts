/** The rig as a module: what `npm run rig` does, for fault scenarios and specs. */
import { randomBytes } from 'node:crypto';
import { bringUp } from './control/bring-up.ts';
import { assertPortsFree, makeHome } from './control/ground.ts';
import { endNode, freezeNode, killNode, startNode, stateOf, thawNode } from './control/node-control.ts';
import { SILENT, type Progress } from './control/progress.ts';
import { takeDown } from './control/take-down.ts';
import { isShardNode, type FleetNode, type PostgresNode } from './plan/fleet-node.ts';
import { FLEET_DEFAULTS, planFleet, type FleetOptions } from './plan/fleet-plan.ts';
import { redirectPgbouncer } from './pooler/pgbouncer.server.ts';
import { promoteServer, setReplay } from './postgres/replication.ts';
import { providePrograms } from './program/programs.ts';
import { setFault } from './proxy/proxy.client.ts';
import { parseFault } from './proxy/injected-fault.ts';
import { RigFolder } from './record/rig-folder.ts';
import { claimRecord, readRecord, type RigRecord } from './record/rig-record.file.ts';
import { RigSite } from './record/rig-site.ts';
import { RigError } from './rig-error.ts';
import { fleetEnvironment, type Variables } from './service/fleet-environment.ts';
import { statusOf, type NodeStatus, type StatusOptions } from './status/node-status.ts';

export interface RigOptions extends Partial<FleetOptions> {
  /** npm's Postgres even where Debian's is. */
  readonly isEmbedded?: boolean;
  /** More settings for every service, such as CLICK_OVERRIDES. */
  readonly settings?: Readonly<Record<string, string>>;
  /** True: dist is fresh, as after the build step of `npm test`. */
  readonly isBuilt?: boolean;
  readonly progress?: Progress;
  /** Ends a start that is under way: it is taken down, and startRig throws. */
  readonly signal?: AbortSignal;
}

/** Starts a rig. One that does not come up is taken down again before the error is thrown. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const progress = options.progress ?? SILENT;
  const record = await recordFor(options, progress);
  claimRecord(record);
  const rig = new Rig(new RigSite(record));
  const abandon = (): void => void rig.down().catch(() => undefined);
  options.signal?.addEventListener('abort', abandon);
  try {
    await assertPortsFree(rig.site.nodes);
    makeHome(record.home);
    await bringUp(rig.site, progress, { isBuilt: options.isBuilt ?? false });
    return rig;
  } catch (error) {
    await rig.down();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abandon);
  }
}

/** The rig that is up on this port base, or the only one there is. */
export function openRig(portBase?: number): Rig {
  return new Rig(new RigSite(readRecord(portBase)));
}

async function recordFor(options: RigOptions, progress: Progress): Promise<RigRecord> {
  const { isEmbedded = false, settings = {} } = options;
  const given = Object.entries(options).filter(([name]) => name in FLEET_DEFAULTS);
  const fleet: FleetOptions = { ...FLEET_DEFAULTS, ...Object.fromEntries(given) };
  // a name that nothing bears is told before anything is installed
  planFleet(fleet);
  const needs = { ...fleet, isEmbedded, hasNginx: fleet.hasServices };
  return {
    options: fleet,
    settings,
    programs: await providePrograms(needs, (line) => progress.note(line)),
    home: new RigFolder(fleet.portBase).home,
    codeKey: randomBytes(16).toString('hex'),
    primaries: {},
  };
}

/** Names are those of nodes or of groups such as `shard-0`, `redis-cache`, `lookup`, `services`. */
export class Rig {
  readonly site: RigSite;

  constructor(site: RigSite) {
    this.site = site;
  }

  get gatewayUrl(): string {
    return this.site.gatewayUrl;
  }

  get apiKey(): string {
    return this.site.apiKey;
  }

  /** Settings that lead other processes to this rig's servers. */
  environment(): Variables {
    return fleetEnvironment(this.site);
  }

  status(options?: StatusOptions): Promise<NodeStatus[]> {
    return statusOf(this.site, options);
  }

  /** SIGKILL to every process of the nodes at once. */
  kill(...names: string[]): Promise<FleetNode[]> {
    return this.#each(names, killNode);
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  stop(...names: string[]): Promise<FleetNode[]> {
    return this.#each(names, freezeNode);
  }

  /** SIGCONT after `stop`. */
  cont(...names: string[]): Promise<FleetNode[]> {
    return this.#each(names, thawNode);
  }

  /** Starts dead nodes again. A server that was promoted away from comes back as a replica. */
  start(...names: string[]): Promise<FleetNode[]> {
    return this.#each(names, startNode);
  }

  /** In good order, unlike `kill`; services read their environment anew. */
  restart(...names: string[]): Promise<FleetNode[]> {
    return this.#each(names, async (site, node) => {
      await endNode(site, node);
      await startNode(site, node);
    });
  }

  /**
   * Makes a replica the primary of its shard. A primary that is still up is refused, one that is stopped is not:
   * it becomes the zombie of the story when it goes on.
   */
  async promote(name: string, { force = false } = {}): Promise<void> {
    const node = this.#shardNode(name);
    const primary = this.site.primaryOf(node.cluster);
    if (node === primary) throw new RigError(`${name} is the primary already`);
    if (stateOf(this.site, primary) === 'up' && !force)
      throw new RigError(
        `${primary.name} is still up, and two primaries would part ways`,
        `npm run rig -- kill ${primary.name}   (or stop it, or add --force)`,
      );
    await promoteServer(this.site, node);
    redirectPgbouncer(this.site);
  }

  async pauseReplay(name: string): Promise<void> {
    for (const node of this.#replicas(name)) await setReplay(node, 'paused');
  }

  async resumeReplay(name: string): Promise<void> {
    for (const node of this.#replicas(name)) await setReplay(node, 'running');
  }

  /** `delay=200`, `half-open`, `reset`, `byte-per-second`, `throttle=BYTES` or `off`. */
  async fault(name: string, text: string): Promise<FleetNode[]> {
    parseFault(text);
    const fronted = this.site.select([name]).filter(({ port, reachedAt }) => port !== reachedAt);
    const [proxy] = this.site.ofKind('proxy');
    if (proxy === undefined || fronted.length === 0)
      throw new RigError(
        `no fault proxy stands before ${name}`,
        `it is put there at the start: npm run rig -- up --proxy ${name}`,
      );
    await Promise.all(fronted.map((node) => setFault(proxy.port, node.name, text)));
    return fronted;
  }

  /** Ends everything and removes all that it left. @returns how many nodes were alive. */
  down(): Promise<number> {
    return takeDown(this.site);
  }

  async #each(
    names: readonly string[],
    work: (site: RigSite, node: FleetNode) => Promise<void>,
  ): Promise<FleetNode[]> {
    const nodes = this.site.select(names);
    await Promise.all(nodes.map((node) => work(this.site, node)));
    return nodes;
  }

  #shardNode(name: string): PostgresNode {
    const nodes = this.site.select([name]).filter(isShardNode);
    if (nodes.length === 1) return nodes[0]!;
    throw new RigError(`${name} is not one server of a shard`, 'name a replica, such as shard-0-replica-0');
  }

  #replicas(name: string): PostgresNode[] {
    const replicas = this.site
      .select([name])
      .filter(isShardNode)
      .filter((node) => !this.site.isPrimary(node));
    if (replicas.length > 0) return replicas;
    throw new RigError(`${name} names no replica`, 'such as shard-0-replica-0');
  }
}
