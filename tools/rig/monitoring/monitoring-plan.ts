/** Where the rig has what production's monitoring names: hosts of docker/compose.production.yml, by their addresses here. */
import type { FleetNode } from '../plan/fleet-node.ts';
import { portOffsets } from '../plan/port-plan.ts';
import { RigError } from '../rig-error.ts';

export interface Target {
  readonly address: string;
  /** What is scraped there, by its name in the rig. */
  readonly node: string;
}

export class MonitoringPlan {
  /** Who tells of alerts posts them here; nothing of the rig listens. */
  readonly alertsUrl: string;
  readonly #targets: Map<string, Target[]>;

  constructor(nodes: readonly FleetNode[], portBase: number) {
    this.alertsUrl = `http://127.0.0.1:${portBase + portOffsets.alerts}/`;
    const pairs = nodes.map((node) => [hostOf(node), targetOf(node)] as const);
    const byHost = Map.groupBy(pairs, ([host]) => host);
    // a rig without an edge cache has no edge service
    this.#targets = new Map([['edge', []]]);
    for (const [host, found] of byHost)
      this.#targets.set(
        host,
        found.map(([, target]) => target),
      );
  }

  /** @throws {RigError} when the rig has nothing of that name: production watches what the rig leaves out. */
  targetsOf(host: string): readonly Target[] {
    const found = this.#targets.get(host);
    if (found === undefined)
      throw new RigError(`docker/monitoring names ${host}, which the rig does not have`);
    return found;
  }
}

/** The replicas of a service are found under its name, any other node under its own. */
function hostOf(node: FleetNode): string {
  return node.kind === 'service' ? node.app : node.name;
}

function targetOf(node: FleetNode): Target {
  const port = node.kind === 'service' ? node.managementPort : node.port;
  return { address: `127.0.0.1:${port}`, node: node.name };
}
