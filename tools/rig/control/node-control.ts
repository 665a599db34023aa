/** What can be done to one node, whatever its kind. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetNode } from '../plan/fleet-node.ts';
import { launch, logTail } from '../process/launch.ts';
import { end, freeze, isFrozen, killTree, thaw } from '../process/signals.ts';
import type { RigSite } from '../record/rig-site.ts';
import { RigError } from '../rig-error.ts';
import { serverOf } from './node-servers.ts';

/** `stopped` is frozen by SIGSTOP: it holds its connections and says nothing. */
export type NodeState = 'up' | 'stopped' | 'dead';

const READY_MS_MAX = 60_000;
const POLL_MS = 30;

export function pidOf({ folder }: RigSite, { name }: FleetNode): number | undefined {
  return folder.pidFile(name).live();
}

export function stateOf(site: RigSite, node: FleetNode): NodeState {
  const pid = pidOf(site, node);
  if (pid === undefined) return 'dead';
  return isFrozen(pid) ? 'stopped' : 'up';
}

/** Starts a dead node and waits until it answers; one that is up is left alone. */
export async function startNode(site: RigSite, node: FleetNode): Promise<void> {
  const state = stateOf(site, node);
  if (state === 'stopped')
    throw new RigError(`${node.name} is stopped, not dead`, `npm run rig -- cont ${node.name}`);
  if (state === 'up') return;
  const { folder } = site;
  const order = await serverOf(node).launch(site, node);
  site.assertWanted();
  await launch(order, folder.logFile(node.name), folder.pidFile(node.name));
  await ready(site, node);
}

/** Asks a node to end in good order, and insists if it does not. */
export async function endNode(site: RigSite, node: FleetNode): Promise<void> {
  const pid = pidOf(site, node);
  if (pid === undefined) return;
  const isEnded = !isFrozen(pid) && (await end(pid, serverOf(node).ending));
  if (!isEnded) await killTree(pid);
}

export async function killNode(site: RigSite, node: FleetNode): Promise<void> {
  await killTree(livingPid(site, node));
}

export async function freezeNode(site: RigSite, node: FleetNode): Promise<void> {
  await freeze(livingPid(site, node));
}

export async function thawNode(site: RigSite, node: FleetNode): Promise<void> {
  thaw(livingPid(site, node));
}

function livingPid(site: RigSite, node: FleetNode): number {
  const pid = pidOf(site, node);
  if (pid === undefined) throw new RigError(`${node.name} is dead`, `npm run rig -- start ${node.name}`);
  return pid;
}

async function ready(site: RigSite, node: FleetNode): Promise<void> {
  const server = serverOf(node);
  for (const giveUpAt = Date.now() + READY_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS)) {
    if (await server.isReady(site, node).catch(() => false)) return;
    site.assertWanted();
    if (pidOf(site, node) === undefined) throw notStarted(site, node, 'ended instead of starting');
  }
  throw notStarted(site, node, `does not answer after ${READY_MS_MAX / 1000} s`);
}

function notStarted({ folder }: RigSite, { name }: FleetNode, what: string): RigError {
  const log = folder.logFile(name);
  return new RigError(`${name} ${what}. Its log, ${log}, ends:\n${logTail(log)}`);
}
