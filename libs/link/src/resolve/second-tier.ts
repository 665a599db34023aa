import type { CachedTarget, LinkCache } from '../cache/link-cache.js';
import type { LinkTarget } from './link-target.js';
import { OvertakenCopies } from './overtaken-copies.js';
import type { RecentChanges } from './recent-changes.js';

const FIRST_VERSION = 1;

/** No link is named like this. */
const NO_NAME = '-';

/** Plain numbers, read when metrics are scraped. */
export interface SecondTierCounters {
  /** Fresh copies found. */
  hits: number;
  /** Nothing there, or nothing fresh. */
  misses: number;
  /** Reads and writes that failed; the read path went on without them. */
  errors: number;
  /** Names that were not asked for, since they changed a moment ago. */
  bypassed: number;
}

/**
 * L2 as one process sees it: never awaited longer than its bound, never a reason to fail, and not believed about a
 * link that changed in the last seconds.
 */
export class SecondTier {
  readonly counters: SecondTierCounters = { hits: 0, misses: 0, errors: 0, bypassed: 0 };
  private readonly overtaken: OvertakenCopies;
  private readonly writing = new Set<Promise<unknown>>();

  constructor(
    private readonly cache: LinkCache,
    private readonly changes: RecentChanges,
  ) {
    this.overtaken = new OvertakenCopies(cache);
    changes.onNews((name, version) => this.overtake(name, version));
    // Once more: what was said of a version may itself have been evicted, and a late writer may have come since.
    changes.onFarewell((name, version) => this.overtake(name, version));
  }

  get dropsWaiting(): number {
    return this.overtaken.waitingCount;
  }

  /**
   * A copy, fresh or not; undefined as well when the tier cannot be asked. One older than `versionMin` is none: a tier
   * that missed a write never takes back what this process has answered already.
   */
  async find(name: string, untilMs: number, versionMin = 0): Promise<CachedTarget | undefined> {
    if (this.isDoubtful(name)) {
      this.counters.bypassed += 1;
      return undefined;
    }
    try {
      const copy = await this.cache.read(name, untilMs);
      // The change may have become known while the copy was on its way.
      const isBelieved = copy && copy.target.version >= versionMin && !this.isDoubtful(name);
      const believed = isBelieved ? copy : undefined;
      this.count(believed);
      return believed;
    } catch {
      this.counters.errors += 1;
      return undefined;
    }
  }

  /** Whether the tier answers at all, for those who look after it. */
  async answers(): Promise<boolean> {
    return this.cache.read(NO_NAME).then(
      () => true,
      () => false,
    );
  }

  /** Nobody waits for it: a copy that is not written is read from the shard once more. */
  keep(target: LinkTarget, isHot: boolean): void {
    const writing = this.cache
      .write(target, isHot)
      .catch(() => (this.counters.errors += 1))
      .finally(() => this.writing.delete(writing));
    this.writing.add(writing);
  }

  /** Once all copies that were kept so far are written, or could not be. */
  async kept(): Promise<void> {
    await Promise.all(this.writing);
  }

  /** A link that was made just now has overtaken nothing. */
  private overtake(name: string, version: number): void {
    if (version > FIRST_VERSION) this.overtaken.add(name, version);
  }

  private isDoubtful(name: string): boolean {
    return this.changes.versionOf(name) > 0 || this.overtaken.mayHold(name, Date.now());
  }

  private count(copy: CachedTarget | undefined): void {
    if (copy && Date.now() < copy.freshUntilMs) this.counters.hits += 1;
    else this.counters.misses += 1;
  }
}
