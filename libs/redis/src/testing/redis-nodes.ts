import { waitFor } from '@fleetlink/testing';
import { freeNodePorts } from './free-ports.js';
import { redisCli } from './redis-cli.js';
import type { RedisKeeper, TestRedisNode } from './redis-keeper.js';

export interface TestRedisClusterRequest {
  readonly kind: 'cache' | 'state';
  /** A master that is silent this long is replaced; too short, and a busy machine looks like a dead node. */
  readonly nodeTimeoutMs?: number;
}

const HOST = '127.0.0.1';
const NODE_COUNT = 6;
const NODE_TIMEOUT_MS = 1000;
const PORT_TRIES_MAX = 3;

const EVERY_NODE = {
  bind: HOST,
  daemonize: 'no',
  save: '',
  maxmemory: '64mb',
  'cluster-enabled': 'yes',
  // What one master held is away until its replica takes over; the others go on serving.
  'cluster-require-full-coverage': 'no',
  // Any replica may take over, however long ago it last heard of its master: tests are slower than clusters.
  'cluster-replica-validity-factor': '0',
  'cluster-allow-replica-migration': 'no',
  // A replica would wait five seconds for others to copy along.
  'repl-diskless-sync-delay': '0',
  // A replica is listed once it has heard something of its master, if only a ping.
  'repl-ping-replica-period': '1',
};

const BY_KIND = {
  cache: { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' },
  state: { 'maxmemory-policy': 'noeviction', appendonly: 'yes' },
};

export function nodeArguments({ kind, nodeTimeoutMs = NODE_TIMEOUT_MS }: TestRedisClusterRequest): string[] {
  const options = { ...EVERY_NODE, ...BY_KIND[kind], 'cluster-node-timeout': `${nodeTimeoutMs}` };
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Starts nodes that do not know of each other yet. Another process may take a port first: then others are tried. */
export async function startNodes(keeper: RedisKeeper): Promise<TestRedisNode[]> {
  for (let tries = 1; ; tries += 1) {
    const nodes = (await freeNodePorts(NODE_COUNT)).map((port) => ({ host: HOST, port }));
    await Promise.all(nodes.map((node) => keeper.start(node)));
    const answers = await Promise.all(nodes.map((node) => answersOrEnds(keeper, node)));
    if (answers.every(Boolean)) return nodes;
    await Promise.all(nodes.filter((node) => keeper.isRunning(node)).map((node) => keeper.kill(node)));
    if (tries === PORT_TRIES_MAX) throw new Error('The Redis nodes of the test cluster do not start.');
  }
}

/** True once the node answers, false once it has ended. */
async function answersOrEnds(keeper: RedisKeeper, node: TestRedisNode): Promise<boolean> {
  const ping = ['-h', node.host, '-p', `${node.port}`, 'PING'];
  const outcome = await waitFor(async () => {
    if (!keeper.isRunning(node)) return 'ended';
    return redisCli(...ping).catch(() => undefined);
  });
  return outcome === 'PONG';
}
