/** Where the rig has what production's monitoring names: hosts of docker/compose.production.yml, by their addresses here. */
import type { FleetNode } from '../plan/fleet-node.ts';
import { portOffsets } from '../plan/port-plan.ts';
import { RigError } from '../rig-error.ts';

export class MonitoringPlan {
  /** Who tells of alerts posts them here; nothing of the rig listens. */
  readonly alertsUrl: string;
  readonly #addresses: ReadonlyMap<string, readonly string[]>;

  constructor(nodes: readonly FleetNode[], portBase: number) {
    this.alertsUrl = `http://127.0.0.1:${portBase + portOffsets.alerts}/`;
    const pairs = nodes.flatMap((node) => hostsOf(node).map((host) => [host, addressOf(node)] as const));
    const grouped = Map.groupBy(pairs, ([host]) => host);
    this.#addresses = new Map([...grouped].map(([host, found]) => [host, found.map(([, at]) => at)]));
  }

  /** @throws {RigError} when the rig has nothing of that name: production watches what the rig leaves out. */
  addressesOf(host: string): readonly string[] {
    const found = this.#addresses.get(host);
    if (found === undefined)
      throw new RigError(`docker/monitoring names ${host}, which the rig does not have`);
    return found;
  }
}

/** A replica of a service has an address under the name of its service, any other node under its own. */
function hostsOf(node: FleetNode): string[] {
  if (node.kind === 'service') return [node.app];
  return node.name === 'prometheus' ? [node.name, 'localhost'] : [node.name];
}

function addressOf(node: FleetNode): string {
  return `127.0.0.1:${node.kind === 'service' ? node.managementPort : node.port}`;
}
