import { LRUCache } from 'lru-cache';

/** A name missed more often than this within a second is remembered as absent. */
const MISSES_MAX = 10;
const WINDOW_MS = 1000;

/** How long: a name claimed meanwhile appears this much later at the most. */
const REMEMBERED_MS = 1000;

/** Apart from the living links, so that guesses never crowd those out. */
const NAMES_MAX = 10_000;

interface Misses {
  sinceMs: number;
  count: number;
  absentUntilMs: number;
}

/**
 * Unknown names are not cached: each is asked for again, so a link is never hidden after its 201. Only a name
 * that is missed over and over, such as a viral typo, is spared the database for a second at a time.
 */
export class AbsentNames {
  private readonly misses = new LRUCache<string, Misses>({ max: NAMES_MAX });

  remembers(name: string, nowMs: number): boolean {
    const misses = this.misses.get(name);
    return misses !== undefined && nowMs < misses.absentUntilMs;
  }

  /** The primary said that there is no such link. */
  miss(name: string, nowMs: number): void {
    const misses = this.misses.get(name);
    if (!misses || nowMs - misses.sinceMs >= WINDOW_MS) {
      this.misses.set(name, { sinceMs: nowMs, count: 1, absentUntilMs: 0 });
      return;
    }
    misses.count += 1;
    if (misses.count > MISSES_MAX) misses.absentUntilMs = nowMs + REMEMBERED_MS;
  }

  /** Somebody has claimed it. */
  forget(name: string): void {
    this.misses.delete(name);
  }
}
