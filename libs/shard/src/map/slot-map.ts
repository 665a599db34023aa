import { SLOT_COUNT } from '@fleetlink/code';

/** A run of slots that one shard owns; both ends belong to it. */
export interface SlotRange {
  readonly firstSlot: number;
  readonly lastSlot: number;
  /** Grows with every move of the range. */
  readonly epoch: number;
  readonly shard: string;
}

/** Which shard owns which slot. Where ranges overlap, as they may while one moves, the higher epoch wins. */
export class SlotMap {
  private readonly owners: (string | undefined)[] = new Array<string | undefined>(SLOT_COUNT);

  constructor(readonly ranges: readonly SlotRange[]) {
    for (const range of [...ranges].sort((a, b) => a.epoch - b.epoch))
      this.owners.fill(range.shard, range.firstSlot, range.lastSlot + 1);
  }

  /** The owner's name, or undefined for a slot that nobody is known to own. */
  ownerOf(slot: number): string | undefined {
    return this.owners[slot];
  }

  get unownedSlots(): number {
    let unowned = 0;
    for (let slot = 0; slot < SLOT_COUNT; slot += 1) if (this.owners[slot] === undefined) unowned += 1;
    return unowned;
  }
}

/** Cuts the slots into as many contiguous, almost equal ranges as there are shards: how a new fleet starts. */
export function equalRanges(shards: readonly string[]): SlotRange[] {
  return shards.map((shard, index) => ({
    shard,
    firstSlot: Math.round((index * SLOT_COUNT) / shards.length),
    lastSlot: Math.round(((index + 1) * SLOT_COUNT) / shards.length) - 1,
    epoch: 1,
  }));
}
