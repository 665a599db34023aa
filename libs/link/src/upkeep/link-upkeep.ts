import type { Shard, ShardRouter } from '@fleetlink/shard';
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
        await this.leaves
          .ensureLeaves(shard.database, Date.now())
          .catch((fault: unknown) => this.fail(shard, fault));
        this.later(shard, AGAIN_AFTER_MS);
      }),
    );
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  async run(shard: Shard): Promise<void> {
    try {
      await this.leaves.ensureLeaves(shard.database, Date.now());
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
