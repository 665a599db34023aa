import { Batcher, type Shard, type ShardRouter } from '@fleetlink/shard';
import { leafTable } from '../leaf/month-leaf.js';
import type { NameScheme } from '../name/name-scheme.js';
import { readTargets, type NameProbe } from './link-target.store.js';
import type { LinkTarget } from './link-target.js';

/** Names of one statement. */
const BATCH_NAMES_MAX = 500;

/** Statements under way per shard; misses beyond gather into the next one. */
const IN_FLIGHT_MAX = 4;

/** Names that may wait per shard; beyond, a redirect answers 503 at once instead of too late. */
const WAITING_MAX = 5000;

/** The last tier of the read path: the shards. Misses of one turn travel as one statement per shard. */
export class LinkSource {
  /** Names asked for, and statements sent for them. */
  reads = 0;
  statements = 0;

  private readonly batchers: ReadonlyMap<string, Batcher<NameProbe, LinkTarget | undefined>>;

  constructor(
    private readonly router: ShardRouter,
    private readonly scheme: NameScheme,
    private readonly deadlineMs: number,
  ) {
    const limits = { batchSizeMax: BATCH_NAMES_MAX, inFlightMax: IN_FLIGHT_MAX, waitingMax: WAITING_MAX };
    this.batchers = new Map(
      router.shards.map((shard) => [shard.name, new Batcher((probes) => this.read(shard, probes), limits)]),
    );
  }

  /**
   * The link of this name, or undefined when its primary says that there is none.
   * @throws {Problem} of kind `unavailable`, which is never to be read as "there is none".
   */
  async find(name: string): Promise<LinkTarget | undefined> {
    const slot = this.scheme.slotOf(name);
    const shard = this.router.ownerOf(slot);
    this.reads += 1;
    return this.batchers.get(shard.name)!.submit(this.probe(name, slot));
  }

  private probe(name: string, slot: number): NameProbe {
    const id = this.scheme.idOf(name, Date.now());
    return { name, slot, id, leaf: id === undefined ? undefined : leafTable(this.scheme.timeOf(id)) };
  }

  private async read(shard: Shard, probes: NameProbe[]): Promise<(LinkTarget | undefined)[]> {
    this.statements += 1;
    const found = await readTargets(shard, probes, this.deadlineMs);
    const byName = new Map(found.map((target) => [target.name, target]));
    return probes.map(({ name }) => byName.get(name));
  }
}
