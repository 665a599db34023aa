import { within } from '@fleetlink/problem';
import clusterKeySlot from 'cluster-key-slot';
import { clusterClient, type RedisClient } from './connections.js';
import { unavailable } from './redis.errors.js';
import type { RedisAddress, RedisSettings } from './redis.settings.js';

/** Failures have the slots asked for anew, at most this often. */
const REFRESH_PAUSE_MS = 100;

/** They are asked for this often even when nothing fails, so that idle processes follow a failover too. */
const REFRESH_INTERVAL_MS = 2000;

/** Of every Redis Cluster. */
const SLOT_COUNT = 16_384;

export interface TopologyState {
  /** True while commands are sent; false while no node could be asked who holds what. */
  readonly isReady: boolean;
  /** Masters and replicas that hold slots. */
  readonly nodes: number;
  readonly masters: number;
  /** Masters with an open connection: all of them, unless some are away. */
  readonly connected: number;
}

/** Who holds which slot, through the client that all commands share; kept true through failovers and outages. */
export class Topology {
  private readonly shared: RedisClient;
  private opening: Promise<unknown> | undefined;
  private warming: Promise<unknown> | undefined;
  // Not ioredis' own interval: it begins anew when it is closed in the middle of a refresh, and then never ends.
  private readonly idling = setInterval(() => this.refresh(), REFRESH_INTERVAL_MS).unref();
  private refreshing: NodeJS.Timeout | undefined;
  private refreshedAtMs = -Infinity;

  constructor(
    private readonly cluster: string,
    private readonly startNodes: readonly RedisAddress[],
    private readonly settings: RedisSettings,
  ) {
    this.shared = clusterClient(startNodes, settings);
    this.shared.on('-node', () => this.refresh());
    this.shared.on('refresh', () => this.fillSlots());
    this.shared.on('refresh', () => void this.warm());
    this.shared.on('ready', () => void this.warm());
  }

  /**
   * Connects to every master within the connect deadline; if that does not work, it is tried again in the background.
   * @throws {Problem} or what ioredis says.
   */
  async open(): Promise<void> {
    this.opening ??= this.shared.connect().then(() => this.warm());
    await within(this.opening, this.settings.connectDeadlineMs, () => unavailable(this.cluster));
  }

  /** @throws {Problem} while no node can be asked. */
  get client(): RedisClient {
    if (!this.isReady) throw unavailable(this.cluster);
    return this.shared;
  }

  /**
   * The master of the key, as `host:port`.
   * @throws {Problem} while nobody is known to hold it.
   */
  nodeOf(key: string): string {
    const node = this.client.slots[clusterKeySlot(key)]?.[0];
    if (node === undefined) throw unavailable(this.cluster);
    return node;
  }

  /** @throws {Problem} while nobody is known to hold the key. */
  masterOf(key: string): RedisAddress {
    const node = this.nodeOf(key);
    const colon = node.lastIndexOf(':');
    return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
  }

  /** Any node, drawn by lot: of those that hold slots, else of those to start from. */
  anyNode(): RedisAddress {
    const known = this.shared.nodes().map(({ options }) => ({ host: options.host!, port: options.port! }));
    const nodes = known.length > 0 ? known : this.startNodes;
    return nodes[Math.floor(Math.random() * nodes.length)]!;
  }

  get state(): TopologyState {
    const nodes = this.shared.nodes().length;
    const masters = this.shared.nodes('master');
    const connected = masters.filter(({ status }) => status === 'ready').length;
    return { isReady: this.isReady, nodes, masters: masters.length, connected };
  }

  /** A failover shows as failures first: whoever holds the slots now should be known soon. */
  refresh(): void {
    const leftMs = this.refreshedAtMs + REFRESH_PAUSE_MS - performance.now();
    this.refreshing ??= setTimeout(() => this.ask(), Math.max(0, leftMs)).unref();
  }

  close(): void {
    clearInterval(this.idling);
    clearTimeout(this.refreshing);
    this.shared.disconnect();
  }

  private get isReady(): boolean {
    return this.shared.status === 'ready';
  }

  private ask(): void {
    this.refreshing = undefined;
    this.refreshedAtMs = performance.now();
    if (!this.isReady) return;
    this.shared.refreshSlotsCache((error) => {
      // Nobody answers: begin again from the nodes to start from, whose names may lead elsewhere by now.
      if (error && this.isReady) this.shared.disconnect(true);
    });
  }

  /** For a slot that nobody serves ioredis' pipelines throw a TypeError; with an empty entry Redis itself says so. */
  private fillSlots(): void {
    const { slots } = this.shared;
    for (let slot = 0; slot < SLOT_COUNT; slot += 1) slots[slot] ??= [];
  }

  /** A command would be refused while its connection is on the way, so masters are connected to before any is sent. */
  private async warm(): Promise<unknown> {
    // Before it is ready, ioredis itself asks a master whose connection must not be on the way.
    if (!this.isReady) return undefined;
    const unused = this.shared.nodes('master').filter(({ status }) => status === 'wait');
    if (unused.length > 0) this.warming = Promise.allSettled(unused.map((node) => node.connect()));
    return this.warming;
  }
}
