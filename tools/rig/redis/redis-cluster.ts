/** Makes six running nodes a cluster: three masters with a third of the slots each, one replica for each. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisNode } from '../plan/fleet-node.ts';
import { RigError } from '../rig-error.ts';
import type { RigSite } from '../record/rig-site.ts';
import { redis, redisInfo } from './redis.client.ts';

const SLOTS = 16_384;
const MASTERS = 3;
const FORM_MS_MAX = 20_000;
const POLL_MS = 50;

export async function formCluster(site: RigSite, nodes: readonly RedisNode[]): Promise<void> {
  const masters = nodes.slice(0, MASTERS);
  const replicas = nodes.slice(MASTERS);
  const ask = (node: RedisNode, ...words: string[]) => redis(site, node, ...words);
  await Promise.all(masters.map((node, index) => ask(node, 'CLUSTER', 'ADDSLOTSRANGE', ...slotsOf(index))));
  // without epochs of their own, the nodes settle who is right about the slots only after a while
  await Promise.all(nodes.map((node, index) => ask(node, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))));
  const [first, ...others] = nodes as [RedisNode, ...RedisNode[]];
  for (const { port, busPort } of others)
    await ask(first, 'CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
  await until(`all nodes of ${first.cluster} know each other`, nodes, async (node) => {
    const lines = (await ask(node, 'CLUSTER', 'NODES')).split('\n');
    return lines.length === nodes.length && !lines.some((line) => line.includes('handshake'));
  });
  const ids = await Promise.all(masters.map((node) => ask(node, 'CLUSTER', 'MYID')));
  await Promise.all(replicas.map((node, index) => ask(node, 'CLUSTER', 'REPLICATE', ids[index]!)));
  await until(`the cluster ${first.cluster} is whole`, nodes, (node) => isSettled(site, node));
}

/** First and last slot of a third. */
export function slotsOf(master: number): [string, string] {
  const edge = (index: number): number => Math.floor((SLOTS * index) / MASTERS);
  return [String(edge(master)), String(edge(master + 1) - 1)];
}

async function isSettled(site: RigSite, node: RedisNode): Promise<boolean> {
  const state = await redis(site, node, 'CLUSTER', 'INFO');
  if (!state.includes('cluster_state:ok')) return false;
  const info = await redisInfo(site, node, 'replication');
  return info.get('role') === 'master'
    ? Number(info.get('connected_slaves')) > 0
    : info.get('master_link_status') === 'up';
}

async function until(
  what: string,
  nodes: readonly RedisNode[],
  isTrueOf: (node: RedisNode) => Promise<boolean>,
): Promise<void> {
  for (const giveUpAt = Date.now() + FORM_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS)) {
    const answers = await Promise.all(nodes.map((node) => isTrueOf(node)));
    if (answers.every(Boolean)) return;
  }
  throw new RigError(
    `not true within ${FORM_MS_MAX / 1000} s: ${what}`,
    'the logs of the nodes say more; a busier machine needs patience: try again',
  );
}
