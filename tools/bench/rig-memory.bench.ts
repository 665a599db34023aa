import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../demo/stage.ts';
import { isShardNode, type FleetNode } from '../rig/plan/fleet-node.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { Sender } from './sender.ts';

const IDLE_MS = 5000;
const LINKS = 20_000;
const CONNECTIONS = 64;
const GOAL_MEGABYTES = 1500;

interface Weight {
  readonly nodes: number;
  readonly megabytes: number;
}

/** By what the nodes are for. */
type Weights = ReadonlyMap<string, Weight>;

/** What the distributed shape on one machine weighs: idle, and after it has worked. */
export async function rigMemory(stage: Stage): Promise<Report> {
  return withRig(stage, {}, async (rig) => {
    await sleep(IDLE_MS);
    const idle = await weightsOf(rig);
    await useIt(rig);
    return reportOf(idle, await weightsOf(rig));
  });
}

/** Every link is followed twice: from its shard, then from memory. */
async function useIt(rig: Rig): Promise<void> {
  const path = await ReadPath.open(rig);
  const sender = new Sender(rig.gatewayUrl, CONNECTIONS);
  try {
    const names = (await SeededLinks.write(rig, path, LINKS)).namesFrom(0, LINKS);
    await sender.followAll(names);
    await sender.followAll(names);
  } finally {
    sender.close();
    await path.close();
  }
}

async function weightsOf(rig: Rig): Promise<Weights> {
  const states = await rig.status({ withMemory: true });
  const bytes = new Map(states.map(({ name, memoryBytes }) => [name, memoryBytes]));
  const byRole = Map.groupBy(rig.site.nodes, (node) => roleOf(rig, node));
  return new Map(
    [...byRole].map(([role, nodes]) => {
      const sum = nodes.reduce((total, { name }) => total + memoryOf(name, bytes), 0);
      return [role, { nodes: nodes.length, megabytes: sum / 1e6 }];
    }),
  );
}

/** @throws when it was not read: nothing weighs nothing. */
function memoryOf(name: string, bytes: ReadonlyMap<string, number | null>): number {
  const found = bytes.get(name);
  if (!found) throw new Error(`no memory was read of ${name}`);
  return found;
}

function roleOf(rig: Rig, node: FleetNode): string {
  if (node.kind === 'redis') return `Redis Cluster "${node.cluster}"`;
  if (node.kind !== 'postgres') return node.kind === 'service' ? node.app : node.name;
  if (!isShardNode(node)) return 'catalog and statistics';
  return rig.site.isPrimary(node) ? 'shards, primaries' : 'shards, replicas';
}

function reportOf(idle: Weights, used: Weights): Report {
  const total = totalOf(used);
  return {
    name: 'rig-memory',
    title: 'Memory of the whole rig by role, proportional set size',
    columns: ['role', 'nodes', 'MB idle', 'MB after work', 'MB a node'],
    rows: [
      ...[...used].map(([role, weight]) => row(role, idle.get(role)!, weight)),
      row('all', totalOf(idle), total),
    ],
    bars: {
      unit: 'MB',
      values: [
        { label: 'idle', value: totalOf(idle).megabytes },
        { label: 'after work', value: total.megabytes },
        { label: 'goal', value: GOAL_MEGABYTES },
      ],
    },
    notes: [
      `The goal is less than ${rounded(GOAL_MEGABYTES)} MB: ${total.megabytes < GOAL_MEGABYTES ? 'met' : 'missed'}.`,
      'A page that several processes share counts in parts (PSS of /proc/PID/smaps_rollup), so the sum is what the rig really takes.',
      `The work was to load ${LINKS.toLocaleString('en-US')} links and to follow each of them twice through the gateway.`,
    ],
  };
}

function totalOf(weights: Weights): Weight {
  const all = [...weights.values()];
  return {
    nodes: all.reduce((sum, { nodes }) => sum + nodes, 0),
    megabytes: all.reduce((sum, { megabytes }) => sum + megabytes, 0),
  };
}

function row(role: string, idle: Weight, used: Weight): string[] {
  return [
    role,
    String(used.nodes),
    rounded(idle.megabytes),
    rounded(used.megabytes),
    rounded(used.megabytes / used.nodes),
  ];
}
