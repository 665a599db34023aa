import { slotOf } from '@fleetlink/code';
import { SlotMap, type SlotRange } from './map/slot-map.js';
import type { SlotMapFile } from './map/slot-map.file.js';
import { ownedRanges } from './map/slot-ownership.store.js';
import type { Shard } from './shard.js';
import { RETRY_AFTER_SECONDS, shardProblems } from './shard.errors.js';

const REFRESH_EVERY_MS = 30_000;

/** While a shard has not said what it owns; to a process that has just started its slots may belong to nobody. */
const ASK_AGAIN_EVERY_MS = 1000;

/** A refused write asks for the map at once, but not more often than this. */
const REFRESH_PAUSE_MS = 250;

/** Name -> slot -> shard. The map is what the shards themselves say they own. */
export class ShardRouter {
  private map = new SlotMap([]);
  private readonly byName: ReadonlyMap<string, Shard>;
  private timer: NodeJS.Timeout | undefined;
  private refreshing: Promise<void> | undefined;
  private refreshedAtMs = 0;
  private isStopped = false;
  /** True when some shard did not answer the last time. */
  private isPartial = false;

  constructor(
    readonly shards: readonly Shard[],
    private readonly lastKnown: SlotMapFile,
  ) {
    this.byName = new Map(shards.map((shard) => [shard.name, shard]));
  }

  async start(): Promise<void> {
    this.map = new SlotMap(this.lastKnown.read());
    for (const { replicas } of this.shards) replicas.start();
    await this.keepFresh();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const { replicas } of this.shards) replicas.stop();
  }

  get ranges(): readonly SlotRange[] {
    return this.map.ranges;
  }

  slotOf(name: string): number {
    return slotOf(name);
  }

  /** @throws {Problem} of kind `unavailable` when nobody is known to own the slot. */
  ownerOf(slot: number): Shard {
    const shard = this.byName.get(this.map.ownerOf(slot) ?? '');
    if (shard) return shard;
    throw shardProblems.problem('unavailable', {
      detail: `No shard is known to own slot ${slot}.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Asks every shard again what it owns; one that does not answer keeps its last known ranges. */
  refresh(): Promise<void> {
    this.refreshing ??= this.readMap().finally(() => {
      this.refreshing = undefined;
      this.refreshedAtMs = Date.now();
    });
    return this.refreshing;
  }

  /** After a write was refused by ownership: the map here may be old. */
  async refreshAfterRefusal(): Promise<void> {
    if (Date.now() - this.refreshedAtMs >= REFRESH_PAUSE_MS) await this.refresh();
  }

  private async keepFresh(): Promise<void> {
    await this.refresh();
    if (this.isStopped) return;
    const pauseMs = this.isPartial ? ASK_AGAIN_EVERY_MS : REFRESH_EVERY_MS;
    this.timer = setTimeout(() => void this.keepFresh(), pauseMs).unref();
  }

  private async readMap(): Promise<void> {
    const known = this.map.ranges;
    this.isPartial = false;
    const asked = await Promise.all(
      this.shards.map(async ({ name, database }) => {
        try {
          return await ownedRanges(name, database);
        } catch {
          this.isPartial = true;
          return known.filter(({ shard }) => shard === name);
        }
      }),
    );
    const ranges = asked.flat();
    if (JSON.stringify(ranges) === JSON.stringify(known)) return;
    this.map = new SlotMap(ranges);
    this.lastKnown.write(ranges);
  }
}
