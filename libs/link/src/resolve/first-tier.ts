import { LRUCache } from 'lru-cache';
import type { ResolveSettings } from '../link.settings.js';
import type { HotName } from '../warm/hot-names.store.js';
import type { LinkTarget } from './link-target.js';
import type { RecentChanges } from './recent-changes.js';

/** Answers from one entry that make its link a hot one: three or four a second. */
const HOT_HITS_MIN = 100;

/** L1 may be large and the redirects of its process wait while it is looked through. */
const HOTTEST_OF_MAX = 10_000;

export interface Entry {
  hits: number;
  readonly target: LinkTarget;
  readonly freshUntilMs: number;
  readonly staleUntilMs: number;
}

/** L1: the links that this process answered lately, in any state. */
export class FirstTier {
  private readonly entries: LRUCache<string, Entry>;

  constructor(
    private readonly settings: ResolveSettings,
    private readonly changes: RecentChanges,
  ) {
    this.entries = new LRUCache({ max: settings.l1EntriesMax });
    changes.onChange((name, version) => this.drop(name, version));
  }

  get size(): number {
    return this.entries.size;
  }

  /** Fresh or not. */
  get(name: string): Entry | undefined {
    return this.entries.get(name);
  }

  /**
   * A read that began before a change was committed may end after the change was noticed: it must not be kept.
   * @returns whether it was.
   */
  keep(target: LinkTarget): boolean {
    if (target.version < this.changes.versionOf(target.name)) return false;
    const freshUntilMs = Date.now() + this.settings.l1FreshSeconds * 1000;
    const staleUntilMs = freshUntilMs + this.settings.l1StaleSeconds * 1000;
    this.entries.set(target.name, { hits: 0, target, freshUntilMs, staleUntilMs });
    return true;
  }

  /** Of the links used last, those with most hits of entries that were fresh since then; without any, one was only warmed. */
  hottest(countMax: number, sinceMs: number): HotName[] {
    const hot: HotName[] = [];
    let left = HOTTEST_OF_MAX;
    for (const [name, { hits, freshUntilMs }] of this.entries.entries()) {
      if (hits > 0 && freshUntilMs > sinceMs) hot.push({ name, hits });
      if ((left -= 1) === 0) break;
    }
    return hot.sort((one, other) => other.hits - one.hits).slice(0, countMax);
  }

  forget(name: string): void {
    this.entries.delete(name);
  }

  /** Forgets copies older than this version. */
  private drop(name: string, version: number): void {
    const entry = this.entries.peek(name);
    if (entry && entry.target.version < version) this.entries.delete(name);
  }
}

export function isHot(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.hits >= HOT_HITS_MIN;
}

/** What L1 may still serve of a link. */
export function keptTarget(entry: Entry | undefined): LinkTarget | undefined {
  return entry && Date.now() < entry.staleUntilMs ? entry.target : undefined;
}
