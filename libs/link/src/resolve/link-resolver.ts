import { isPassing } from '@fleetlink/postgres';
import type { LoadGate } from '@fleetlink/service';
import type { CachedTarget } from '../cache/link-cache.js';
import { isRefreshDue } from '../cache/refresh-ahead.js';
import type { ResolveSettings } from '../link.settings.js';
import type { HotName } from '../warm/hot-names.store.js';
import { AbsentNames } from './absent-names.js';
import { FirstTier, isHot, keptTarget, type Entry } from './first-tier.js';
import { ReadTimes } from './read-times.js';
import type { RecentChanges } from './recent-changes.js';
import { zeroCounters } from './resolver-counters.js';
import type { LinkSource } from './link-source.js';
import { verdictOf, type LinkTarget } from './link-target.js';
import type { SecondTier } from './second-tier.js';

/** As the paper has it. */
const REFRESH_BETA = 1;

export interface LinkResolverParts {
  readonly source: LinkSource;
  readonly changes: RecentChanges;
  readonly settings: ResolveSettings;
  /** Asked before anything is waited for. */
  readonly gate: LoadGate;
  readonly secondTier?: SecondTier | undefined;
}

/** What could not be read, and what is known of it all the same. */
interface Wanted {
  readonly name: string;
  readonly known: LinkTarget | undefined;
  readonly untilMs: number;
}

/**
 * Name -> link, for redirects: L1 in process, L2 where there is one, then the shard; what a lower tier knows is kept by
 * those above. A hit in L1 is answered at once, without a promise. One read per name is under way at a time; everyone
 * who asks meanwhile gets its answer.
 */
export class LinkResolver {
  readonly counters = zeroCounters();
  readonly times = new ReadTimes();
  private readonly l1: FirstTier;
  private readonly absent = new AbsentNames();
  private readonly flights = new Map<string, Promise<LinkTarget | undefined>>();

  constructor(private readonly parts: LinkResolverParts) {
    this.l1 = new FirstTier(parts.settings, parts.changes);
    parts.changes.onChange((name) => this.absent.forget(name));
  }

  get l1Size(): number {
    return this.l1.size;
  }

  /**
   * The link in whatever state, or undefined when there is none; within REDIRECT_DEADLINE_MS, whatever is away.
   * @throws {Problem} (as a rejection) of kind `unavailable` when the shard cannot answer, or the process has too much
   * to do, and nothing stale may serve.
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
    return this.await(name, entry);
  }

  hottest(countMax: number, sinceMs: number): HotName[] {
    return this.l1.hottest(countMax, sinceMs);
  }

  /** Whoever has to wait takes a place among the requests in flight. */
  private await(name: string, entry: Entry | undefined): LinkTarget | Promise<LinkTarget | undefined> {
    const { gate } = this.parts;
    if (gate.enter('redirect'))
      return this.times.wait(() => this.fetch(name, entry, this.untilMs())).finally(() => gate.leave());
    const stale = this.serveable(keptTarget(entry));
    this.times.waits[stale ? 'answered' : 'failed'].observe(0);
    if (!stale) return Promise.reject(gate.refusal());
    this.counters.stale += 1;
    return stale;
  }

  private fetch(name: string, entry: Entry | undefined, untilMs: number): Promise<LinkTarget | undefined> {
    const underWay = this.flights.get(name);
    if (!underWay) return this.begin(name, entry, untilMs);
    this.counters.joined += 1;
    return underWay.then((target) => target ?? this.askAgain(name, untilMs));
  }

  /**
   * A read that was under way may have missed a link that was made since: its "absent" holds only for those who
   * asked before it began. The others share a second read, which begins now.
   */
  private askAgain(name: string, untilMs: number): Promise<LinkTarget | undefined> | undefined {
    if (this.absent.remembers(name, Date.now())) return undefined;
    return this.flights.get(name) ?? this.begin(name, undefined, untilMs);
  }

  /** Who joins later may wait longer than who began: a flight's deadline is the first of all. */
  private begin(name: string, entry: Entry | undefined, untilMs: number): Promise<LinkTarget | undefined> {
    this.counters.misses += 1;
    const flight = this.read(name, entry, untilMs).finally(() => this.flights.delete(name));
    this.flights.set(name, flight);
    return flight;
  }

  private async read(
    name: string,
    entry: Entry | undefined,
    untilMs: number,
  ): Promise<LinkTarget | undefined> {
    const copy = await this.readCopy(name, entry, untilMs);
    if (copy && Date.now() < copy.freshUntilMs) return this.promote(copy, entry);
    try {
      return await this.readSource(name, isHot(entry), untilMs);
    } catch (error) {
      this.counters.failures += 1;
      const known = copy?.target ?? keptTarget(entry);
      return this.staleInstead(error, { name, known, untilMs });
    }
  }

  private async readCopy(name: string, entry: Entry | undefined, untilMs: number) {
    const { secondTier } = this.parts;
    return (
      secondTier && this.times.tiers.l2.time(() => secondTier.find(name, untilMs, entry?.target.version))
    );
  }

  /** What a replica out of date knows is served where nothing else is known; it is not kept. */
  private async staleInstead(error: unknown, { name, known, untilMs }: Wanted): Promise<LinkTarget> {
    if (!isPassing(error)) throw error;
    const stale = this.serveable(known ?? (await this.outdated(name, untilMs)));
    if (!stale) throw error;
    this.counters.stale += 1;
    return stale;
  }

  private async outdated(name: string, untilMs: number): Promise<LinkTarget | undefined> {
    try {
      return await this.parts.source.findOutdated(name, untilMs);
    } catch {
      return undefined;
    }
  }

  /** Only what would redirect is served beyond its time; a link known to be anything else is left to its shard. */
  private serveable(known: LinkTarget | undefined): LinkTarget | undefined {
    if (!known || verdictOf(known, Date.now()) !== 'redirect') return undefined;
    // The change may have become known while the shard was asked.
    return known.version < this.parts.changes.versionOf(known.name) ? undefined : known;
  }

  private async readSource(name: string, hot: boolean, untilMs: number): Promise<LinkTarget | undefined> {
    const target = await this.times.tiers.l3.time(() => this.parts.source.find(name, untilMs));
    if (!target) {
      this.forget(name);
    } else if (this.l1.keep(target)) {
      this.parts.secondTier?.keep(target, hot);
    }
    return target;
  }

  /** What others read serves this process too, and a hot link is read anew before it lapses for all of them. */
  private promote(copy: CachedTarget, entry: Entry | undefined): LinkTarget {
    const { target, freshUntilMs } = copy;
    this.l1.keep(target);
    // A process looks at a copy once in an L1 life, so that is the time it takes to have another one.
    const rule = { freshUntilMs, deltaMs: this.parts.settings.l1FreshSeconds * 1000, beta: REFRESH_BETA };
    if (isHot(entry) && (!copy.isHot || isRefreshDue(rule, Date.now())))
      void this.readSource(target.name, true, this.untilMs()).catch(() => (this.counters.failures += 1));
    return target;
  }

  private untilMs(): number {
    return performance.now() + this.parts.settings.deadlineMs;
  }

  private forget(name: string): void {
    this.l1.forget(name);
    this.absent.miss(name, Date.now());
  }
}
