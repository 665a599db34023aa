import { timeLeft, within } from '@fleetlink/problem';
import { keyOf, type KeyParts, type RedisClusterName, type RedisKeyClass } from '../key/key-class.js';
import { ClusterBreaker, type BreakerState } from './cluster-breaker.js';
import type { RedisClient, RedisConnection } from './connections.js';
import { KeyConnections } from './key-connections.js';
import { asProblem, clusterClosed, deadlinePassed, isRedisPassing } from './redis.errors.js';
import type { RedisAddress, RedisSettings } from './redis.settings.js';
import { Subscription } from './subscription.js';
import { Topology, type TopologyState } from './topology.js';

export interface NamedClusterOptions {
  readonly settings: RedisSettings;
  /** Told of every change of the breaker, for logs and metrics. */
  readonly onBreaker?: (state: BreakerState) => void;
}

export interface RedisClusterOptions extends NamedClusterOptions {
  readonly name: RedisClusterName;
  /** Some nodes; the others are learned from them. */
  readonly nodes: readonly RedisAddress[];
}

export interface RedisClusterState extends TopologyState {
  readonly name: RedisClusterName;
  readonly breaker: BreakerState;
  /** What went wrong last, whether or not it is mended. */
  readonly lastFailure: string | undefined;
}

/** A blocking read may be answered this much later than it asked for before its node counts as dead. */
const BLOCK_GRACE_MS = 1000;

/** One Redis Cluster behind one deadline and one breaker. It never keeps a process from starting or from answering. */
export class RedisCluster {
  readonly name: RedisClusterName;
  private readonly topology: Topology;
  private readonly breaker: ClusterBreaker;
  private readonly connections: KeyConnections;
  private readonly subscriptions = new Set<Subscription>();
  private readonly underWay = new Set<Promise<unknown>>();
  private closing: Promise<void> | undefined;
  private lastFailure: string | undefined;

  constructor(private readonly options: RedisClusterOptions) {
    const { name, nodes, settings } = options;
    if (nodes.length === 0) throw new Error(`The Redis cluster ${name} has no nodes.`);
    this.name = name;
    this.topology = new Topology(name, nodes, settings);
    this.breaker = new ClusterBreaker(name, options.onBreaker);
    this.connections = new KeyConnections(settings, (key) => this.topology.masterOf(key));
  }

  /** Connects, and says whether that worked within the connect deadline; if not, it goes on trying by itself. */
  async open(): Promise<boolean> {
    await this.topology.open().catch((error: unknown) => this.note(error));
    return this.state.isReady;
  }

  /**
   * Runs `work` within `deadlineMs`, at once refused while the breaker is open or the cluster is not connected.
   * What is still under way when the deadline passes may yet happen.
   * @throws {Problem} of kind `unavailable`; errors that are the commands' own are passed on as they are.
   */
  run<Result>(
    work: (client: RedisClient) => Promise<Result>,
    deadlineMs = this.commandDeadlineMs,
  ): Promise<Result> {
    return this.guarded(async () => work(this.topology.client), deadlineMs);
  }

  /** As `run`, for a request that has a deadline of its own. */
  async runUntil<Result>(untilMs: number, work: (client: RedisClient) => Promise<Result>): Promise<Result> {
    return this.run(work, timeLeft(untilMs, this.commandDeadlineMs));
  }

  /**
   * As `run`, on the connection that `connectionForKey` gives. Pipelines are sent by
   * `pipelineAnswers`, or nobody notices that the key has moved.
   */
  runForKey<Result>(
    key: string,
    work: (connection: RedisConnection) => Promise<Result>,
    deadlineMs = this.commandDeadlineMs,
  ): Promise<Result> {
    return this.guarded(async () => work(await this.connections.to(key)), deadlineMs);
  }

  /**
   * A connection to the current master of `key` that nothing but such work uses: XADD and WAIT in one pipeline.
   * Ask for it each time: it ends with its node, and after a failover the key leads to another one.
   */
  connectionForKey(key: string): Promise<RedisConnection> {
    return this.guarded(() => this.connections.to(key), this.options.settings.connectDeadlineMs);
  }

  /**
   * A connection for one blocking reader of `key`, who disconnects it. It ends when its node does, or is silent for
   * longer than a read that blocks `blockMsMax`; the reader then asks for another one.
   */
  blockingConnection(key: string, blockMsMax: number): Promise<RedisConnection> {
    const { connectDeadlineMs } = this.options.settings;
    return this.guarded(() => this.connections.another(key, blockMsMax + BLOCK_GRACE_MS), connectDeadlineMs);
  }

  /** Hears `channel` until it is closed, across failovers and outages; messages sent meanwhile are lost. */
  subscribe(channel: string, listener: (message: string) => void): Subscription {
    if (this.closing) throw clusterClosed(this.name);
    const anyNode = (): RedisAddress => this.topology.anyNode();
    const { settings } = this.options;
    const subscription = new Subscription({ channel, listener, anyNode, settings });
    this.subscriptions.add(subscription);
    return subscription;
  }

  /**
   * The master that holds `key` now, as `host:port`: what goes to one node can travel together.
   * @throws {Problem} of kind `unavailable` while nobody is known to hold it.
   */
  nodeOf(key: string): string {
    try {
      return this.topology.nodeOf(key);
    } catch (error) {
      throw this.note(error);
    }
  }

  /** A key of a class that lives on this cluster, with the prefix of the settings. */
  key<Pattern extends string>(keyClass: RedisKeyClass<Pattern>, parts: KeyParts<Pattern>): string {
    if (keyClass.cluster !== this.name)
      throw new Error(`Keys of the class ${keyClass.name} live on the cluster ${keyClass.cluster}.`);
    return keyOf(keyClass, this.options.settings.keyPrefix, parts);
  }

  /** The longest wait of a request for this cluster. */
  get commandDeadlineMs(): number {
    return this.options.settings.commandDeadlineMs;
  }

  get state(): RedisClusterState {
    return {
      ...this.topology.state,
      name: this.name,
      breaker: this.breaker.state,
      lastFailure: this.lastFailure,
    };
  }

  /** Waits for what is under way, which its deadline bounds, then leaves every node; later work is refused. */
  close(): Promise<void> {
    this.closing ??= Promise.allSettled(this.underWay).then(() => {
      for (const subscription of this.subscriptions) subscription.close();
      this.connections.close();
      this.topology.close();
    });
    return this.closing;
  }

  private async guarded<Result>(work: () => Promise<Result>, deadlineMs: number): Promise<Result> {
    if (this.closing) throw clusterClosed(this.name);
    const running = this.breaker.run(() =>
      within(work(), deadlineMs, () => deadlinePassed(this.name, deadlineMs)),
    );
    this.underWay.add(running);
    try {
      return await running;
    } catch (error) {
      throw this.note(error);
    } finally {
      this.underWay.delete(running);
    }
  }

  private note(error: unknown): unknown {
    if (!isRedisPassing(error)) return error;
    const { message, cause } = error as Error;
    this.lastFailure = cause instanceof Error ? cause.message : message;
    this.topology.refresh();
    return asProblem(error, this.name);
  }
}
