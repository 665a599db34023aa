/** What the rig has to know of each kind of node to run it. */
import type { FleetNode } from '../plan/fleet-node.ts';
import type { RigSite } from '../record/rig-site.ts';
import type { Launch } from './launch.ts';
import type { EndRequest } from './signals.ts';

export interface NodeServer<Node extends FleetNode = FleetNode> {
  /** Writes what the process reads at its start, and says how to start it. */
  launch(site: RigSite, node: Node): Promise<Launch>;
  /** Whether it answers. False or an error: not yet. */
  isReady(site: RigSite, node: Node): Promise<boolean>;
  /** How it is asked to end in good order. */
  readonly ending: EndRequest;
}
