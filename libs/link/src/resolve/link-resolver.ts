import { LRUCache } from 'lru-cache';
import { isPassing } from '@fleetlink/postgres';
import type { ResolveSettings } from '../link.settings.js';
import { AbsentNames } from './absent-names.js';
import type { RecentChanges } from './recent-changes.js';
import type { LinkSource } from './link-source.js';
import { verdictOf, type LinkTarget } from './link-target.js';

interface Entry {
  readonly target: LinkTarget;
  readonly freshUntilMs: number;
  readonly staleUntilMs: number;
}

/** Plain numbers, read when metrics are scraped: the redirect path pays an increment. */
export interface ResolverCounters {
  hits: number;
  misses: number;
  /** Misses that found the same name already under way. */
  joined: number;
  /** Answered "absent" from memory, without asking. */
  absentRemembered: number;
  /** Served beyond their time because the shard could not answer. */
  stale: number;
  failures: number;
}

/**
 * Name -> link, for redirects: L1 in process, then the shard. A hit is answered at once, without a promise.
 * One read per name is under way at a time; everyone who asks meanwhile gets its answer.
 */
export class LinkResolver {
  readonly counters: ResolverCounters = {
    hits: 0,
    misses: 0,
    joined: 0,
    absentRemembered: 0,
    stale: 0,
    failures: 0,
  };
  private readonly l1: LRUCache<string, Entry>;
  private readonly absent = new AbsentNames();
  private readonly flights = new Map<string, Promise<LinkTarget | undefined>>();

  constructor(
    private readonly source: LinkSource,
    private readonly changes: RecentChanges,
    private readonly settings: ResolveSettings,
  ) {
    this.l1 = new LRUCache({ max: settings.l1EntriesMax });
    changes.onChange((name, version) => this.drop(name, version));
  }

  get l1Size(): number {
    return this.l1.size;
  }

  /**
   * The link in whatever state, or undefined when there is none.
   * @throws {Problem} (as a rejection) of kind `unavailable` when the shard cannot answer and nothing stale may serve.
   */
  resolve(name: string, nowMs: number): LinkTarget | undefined | Promise<LinkTarget | undefined> {
    const entry = this.l1.get(name);
    if (entry !== undefined && nowMs < entry.freshUntilMs) {
      this.counters.hits += 1;
      return entry.target;
    }
    if (entry === undefined && this.absent.remembers(name, nowMs)) {
      this.counters.absentRemembered += 1;
      return undefined;
    }
    return this.fetch(name, entry);
  }

  /** Forgets copies older than this version. */
  drop(name: string, version: number): void {
    const entry = this.l1.peek(name);
    if (entry && entry.target.version < version) this.l1.delete(name);
  }

  private fetch(name: string, entry: Entry | undefined): Promise<LinkTarget | undefined> {
    const underWay = this.flights.get(name);
    if (!underWay) return this.begin(name, entry);
    this.counters.joined += 1;
    return underWay.then((target) => target ?? this.askAgain(name));
  }

  /**
   * A read that was under way may have missed a link that was made since: its "absent" holds only for those who
   * asked before it began. The others share a second read, which begins now.
   */
  private askAgain(name: string): Promise<LinkTarget | undefined> | undefined {
    if (this.absent.remembers(name, Date.now())) return undefined;
    return this.flights.get(name) ?? this.begin(name, undefined);
  }

  private begin(name: string, entry: Entry | undefined): Promise<LinkTarget | undefined> {
    this.counters.misses += 1;
    const flight = this.read(name, entry).finally(() => this.flights.delete(name));
    this.flights.set(name, flight);
    return flight;
  }

  private async read(name: string, entry: Entry | undefined): Promise<LinkTarget | undefined> {
    try {
      const target = await this.source.find(name);
      if (target) this.keep(target);
      else this.forget(name);
      return target;
    } catch (error) {
      this.counters.failures += 1;
      const nowMs = Date.now();
      if (entry && isPassing(error) && mayServeStale(entry, nowMs)) {
        this.counters.stale += 1;
        return entry.target;
      }
      throw error;
    }
  }

  /** A read that began before a change was committed may end after the change was noticed: it must not be kept. */
  private keep(target: LinkTarget): void {
    if (target.version < this.changes.versionOf(target.name)) return;
    const freshUntilMs = Date.now() + this.settings.l1FreshSeconds * 1000;
    const staleUntilMs = freshUntilMs + this.settings.l1StaleSeconds * 1000;
    this.l1.set(target.name, { target, freshUntilMs, staleUntilMs });
  }

  private forget(name: string): void {
    this.l1.delete(name);
    this.absent.miss(name, Date.now());
  }
}

/** Only what would redirect is served beyond its time; a link known to be anything else is left to its shard. */
function mayServeStale({ target, staleUntilMs }: Entry, nowMs: number): boolean {
  return nowMs < staleUntilMs && verdictOf(target, nowMs) === 'redirect';
}
