import { waitFor } from '@fleetlink/testing';
import type { RedisSettings } from '../cluster/redis.settings.js';
import { shardsOf, type Shard } from './cluster-topology.js';
import { ensureRedis } from './redis-binaries.js';
import { redisCli } from './redis-cli.js';
import { RedisKeeper, type TestRedisNode } from './redis-keeper.js';
import { nodeArguments, startNodes, type TestRedisClusterRequest } from './redis-nodes.js';

const TIMEOUT_MS = 20_000;

/** A Redis Cluster of the caller's own: three masters, a replica each, on ports of 127.0.0.1. */
export async function testRedisCluster(request: TestRedisClusterRequest): Promise<TestRedisCluster> {
  ensureRedis();
  const keeper = new RedisKeeper(nodeArguments(request));
  try {
    const cluster = new TestRedisCluster(request.kind, await startNodes(keeper), keeper);
    const addresses = cluster.nodes.map(({ host, port }) => `${host}:${port}`);
    await redisCli('--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes');
    await cluster.healed();
    return cluster;
  } catch (error) {
    await keeper.stop();
    throw error;
  }
}

/** A real cluster and what can happen to it. */
export class TestRedisCluster {
  private readonly stopped = new Set<TestRedisNode>();

  constructor(
    readonly kind: 'cache' | 'state',
    readonly nodes: readonly TestRedisNode[],
    private readonly keeper: RedisKeeper,
  ) {}

  /** Those that answer: neither killed nor stopped. */
  private get answering(): TestRedisNode[] {
    return this.nodes.filter((node) => this.keeper.isRunning(node) && !this.stopped.has(node));
  }

  /** Settings that lead to this cluster, and to no other unless `others` says so. */
  settings(others: Partial<RedisSettings> = {}): RedisSettings {
    return {
      cacheNodes: this.kind === 'cache' ? this.nodes : [],
      stateNodes: this.kind === 'state' ? this.nodes : [],
      commandDeadlineMs: 30,
      connectDeadlineMs: 1000,
      keyPrefix: 'test',
      password: undefined,
      tls: 'off',
      ...others,
    };
  }

  /** The master that holds `key`; in the moments after a failover it waits for the first node that answers to know. */
  async masterOf(key: string): Promise<TestRedisNode> {
    const slot = Number(await this.ask('CLUSTER', 'KEYSLOT', key));
    const holdsSlot = ({ slots }: Shard): boolean =>
      slots.some(([first, last]) => first <= slot && slot <= last);
    const isKnown = async (): Promise<Shard | undefined> =>
      shardsOf(await this.ask('CLUSTER', 'NODES'), this.nodes).find(holdsSlot);
    return (await waitFor(isKnown)).node;
  }

  /** Runs one command on one node, and gives what redis-cli prints. */
  command({ host, port }: TestRedisNode, ...words: string[]): Promise<string> {
    return redisCli('-h', host, '-p', `${port}`, ...words);
  }

  /** From now on the node answers nothing, though its sockets stay open. */
  stopNode(node: TestRedisNode): void {
    this.keeper.signal(node, 'SIGSTOP');
    this.stopped.add(node);
  }

  contNode(node: TestRedisNode): void {
    this.keeper.signal(node, 'SIGCONT');
    this.stopped.delete(node);
  }

  /** kill -9: its sockets close, its data stay. */
  async killNode(node: TestRedisNode): Promise<void> {
    await this.keeper.kill(node);
    this.stopped.delete(node);
  }

  async startNode(node: TestRedisNode): Promise<void> {
    await this.keeper.start(node);
  }

  /** A planned failover: a replica of `master` takes over, and no acknowledged write is lost. */
  async failover(master: TestRedisNode): Promise<TestRedisNode> {
    const isMaster = ({ node }: Shard): boolean => node === master;
    const [replica] = shardsOf(await this.ask('CLUSTER', 'NODES'), this.nodes).find(isMaster)?.replicas ?? [];
    if (!replica) throw new Error(`The node on port ${master.port} is no master with a replica.`);
    await this.command(replica, 'CLUSTER', 'FAILOVER');
    await Promise.all(this.answering.map((node) => waitFor(() => this.isMasterFor(node, replica))));
    return replica;
  }

  /** Every node is gone, as if the cluster had lost its power. */
  async down(): Promise<void> {
    const running = this.nodes.filter((node) => this.keeper.isRunning(node));
    await Promise.all(running.map((node) => this.killNode(node)));
  }

  /** Starts what is not running, and waits until all is well. */
  async up(): Promise<void> {
    const gone = this.nodes.filter((node) => !this.keeper.isRunning(node));
    await Promise.all(gone.map((node) => this.keeper.start(node)));
    await this.healed();
  }

  /** Waits until every node knows a whole cluster and every replica follows its master. */
  async healed(): Promise<void> {
    await Promise.all(this.nodes.map((node) => waitFor(() => this.isWell(node), { timeoutMs: TIMEOUT_MS })));
  }

  async stop(): Promise<void> {
    await this.keeper.stop();
  }

  private async isWell(node: TestRedisNode): Promise<boolean> {
    const told = await Promise.all([
      this.command(node, 'CLUSTER', 'INFO'),
      this.command(node, 'CLUSTER', 'NODES'),
      this.command(node, 'INFO', 'replication'),
    ]).catch(() => undefined);
    if (!told?.[0].includes('cluster_state:ok')) return false;
    const [, nodes, replication] = told;
    const isLinked = /role:slave[^]*master_link_status:up|role:master[^]*connected_slaves:1/.test(
      replication,
    );
    return isLinked && shardsOf(nodes, this.nodes).every(({ replicas }) => replicas.length === 1);
  }

  private async isMasterFor(witness: TestRedisNode, candidate: TestRedisNode): Promise<boolean> {
    const shards = shardsOf(await this.command(witness, 'CLUSTER', 'NODES'), this.nodes);
    return shards.some(({ node, slots }) => node === candidate && slots.length > 0);
  }

  /** Asks the first node that answers. */
  private ask(...words: string[]): Promise<string> {
    const [node] = this.answering;
    return node
      ? this.command(node, ...words)
      : Promise.reject(new Error('No node of the test cluster answers.'));
  }
}
