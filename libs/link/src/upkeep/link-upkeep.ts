import type { PartitionsEnd, Shard, ShardRouter } from '@fleetlink/shard';
import type { LeafKeeper } from '../leaf/leaf-keeper.js';
import { forgetOldChanges } from '../resolve/change-feed.js';
import { forgetOldKeys } from '../write/idempotency.store.js';

const EVERY_MS = 24 * 3_600_000;

/** A shard that was down at the daily run is tried again this often. */
const AGAIN_AFTER_MS = 60_000;

export interface UpkeepReport {
  readonly shard: string;
  readonly archived: readonly string[];
  readonly fault?: unknown;
}

/** The daily work on each shard: leaves ahead of time, dead leaves out, notes and keys of the past forgotten. */
export class LinkUpkeep {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly leavesEndMs = new Map<string, number>();
  private stopped = false;

  constructor(
    private readonly router: ShardRouter,
    private readonly leaves: LeafKeeper,
    private readonly report: (report: UpkeepReport) => void,
  ) {}

  /** Leaves that are needed now are there when this resolves, on every shard that answers. */
  async start(): Promise<void> {
    await Promise.all(
      this.router.shards.map(async (shard) => {
        await this.ensureLeaves(shard).catch((fault: unknown) => this.fail(shard, fault));
        this.later(shard, AGAIN_AFTER_MS);
      }),
    );
  }

  /** Until when each shard has leaves; 0 for one that did not say yet. */
  partitionsEnd(): PartitionsEnd[] {
    return this.router.shards.map(({ name }) => ({
      database: name,
      table: 'link',
      endMs: this.leavesEndMs.get(name) ?? 0,
    }));
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  async run(shard: Shard): Promise<void> {
    try {
      await this.ensureLeaves(shard);
      const archived = await this.leaves.archiveDeadLeaves(shard.database, Date.now());
      await forgetOldChanges(shard);
      await forgetOldKeys(shard);
      this.report({ shard: shard.name, archived });
      this.later(shard, EVERY_MS);
    } catch (fault) {
      this.fail(shard, fault);
      this.later(shard, AGAIN_AFTER_MS);
    }
  }

  private async ensureLeaves({ name, database }: Shard): Promise<void> {
    const leaves = await this.leaves.ensureLeaves(database, Date.now());
    this.leavesEndMs.set(name, leaves.at(-1)!.endMs);
  }

  private fail({ name }: Shard, fault: unknown): void {
    this.report({ shard: name, archived: [], fault });
  }

  private later(shard: Shard, delayMs: number): void {
    if (this.stopped) return;
    const timer = setTimeout(() => void this.run(shard), delayMs);
    timer.unref();
    this.timers.set(shard.name, timer);
  }
}
