import { LRUCache } from 'lru-cache';
import { isPassing } from '@fleetlink/postgres';
import type { CachedTarget } from '../cache/link-cache.js';
import { isRefreshDue } from '../cache/refresh-ahead.js';
import type { ResolveSettings } from '../link.settings.js';
import { AbsentNames } from './absent-names.js';
import type { RecentChanges } from './recent-changes.js';
import type { LinkSource } from './link-source.js';
import { verdictOf, type LinkTarget } from './link-target.js';
import type { SecondTier } from './second-tier.js';

/** Answers from one L1 entry that make its link a hot one: three or four a second. */
const HOT_HITS_MIN = 100;

/** As the paper has it. */
const REFRESH_BETA = 1;

interface Entry {
  hits: number;
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
 * Name -> link, for redirects: L1 in process, L2 where there is one, then the shard; what a lower tier knows is kept by
 * those above. A hit in L1 is answered at once, without a promise. One read per name is under way at a time; everyone
 * who asks meanwhile gets its answer.
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
    private readonly secondTier?: SecondTier,
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
      entry.hits += 1;
      return entry.target;
    }
    if (entry === undefined && this.absent.remembers(name, nowMs)) {
      this.counters.absentRemembered += 1;
      return undefined;
    }
    return this.fetch(name, entry);
  }

  /** Forgets copies older than this version, and that there was no such link. */
  drop(name: string, version: number): void {
    this.absent.forget(name);
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
    const copy = await this.secondTier?.find(name, entry?.target.version);
    if (copy && Date.now() < copy.freshUntilMs) return this.promote(copy, entry);
    try {
      return await this.readSource(name, isHot(entry));
    } catch (error) {
      this.counters.failures += 1;
      const stale = isPassing(error) && this.staleOf(entry, copy);
      if (!stale) throw error;
      this.counters.stale += 1;
      return stale;
    }
  }

  /** Only what would redirect is served beyond its time; a link known to be anything else is left to its shard. */
  private staleOf(entry: Entry | undefined, copy: CachedTarget | undefined): LinkTarget | undefined {
    const nowMs = Date.now();
    const known = copy?.target ?? (entry && nowMs < entry.staleUntilMs ? entry.target : undefined);
    if (!known || verdictOf(known, nowMs) !== 'redirect') return undefined;
    // The change may have become known while the shard was asked.
    return known.version < this.changes.versionOf(known.name) ? undefined : known;
  }

  private async readSource(name: string, hot: boolean): Promise<LinkTarget | undefined> {
    const target = await this.source.find(name);
    if (!target) {
      this.forget(name);
    } else if (this.keep(target)) {
      this.secondTier?.keep(target, hot);
    }
    return target;
  }

  /** What others read serves this process too, and a hot link is read anew before it lapses for all of them. */
  private promote(copy: CachedTarget, entry: Entry | undefined): LinkTarget {
    const { target, freshUntilMs } = copy;
    this.keep(target);
    // A process looks at a copy once in an L1 life, so that is the time it takes to have another one.
    const rule = { freshUntilMs, deltaMs: this.settings.l1FreshSeconds * 1000, beta: REFRESH_BETA };
    if (isHot(entry) && (!copy.isHot || isRefreshDue(rule, Date.now())))
      void this.readSource(target.name, true).catch(() => (this.counters.failures += 1));
    return target;
  }

  /**
   * A read that began before a change was committed may end after the change was noticed: it must not be kept.
   * @returns whether it was.
   */
  private keep(target: LinkTarget): boolean {
    if (target.version < this.changes.versionOf(target.name)) return false;
    const freshUntilMs = Date.now() + this.settings.l1FreshSeconds * 1000;
    const staleUntilMs = freshUntilMs + this.settings.l1StaleSeconds * 1000;
    this.l1.set(target.name, { hits: 0, target, freshUntilMs, staleUntilMs });
    return true;
  }

  private forget(name: string): void {
    this.l1.delete(name);
    this.absent.miss(name, Date.now());
  }
}

function isHot(entry: Entry | undefined): boolean {
  return entry !== undefined && entry.hits >= HOT_HITS_MIN;
}
