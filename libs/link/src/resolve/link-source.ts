import {
  Batcher,
  type BatcherLimits,
  type ReadRequest,
  type Shard,
  type ShardRouter,
  type Source,
} from '@fleetlink/shard';
import { leafTable } from '../leaf/month-leaf.js';
import type { NameScheme } from '../name/name-scheme.js';
import { readTargets, type NameProbe } from './link-target.store.js';
import type { LinkTarget } from './link-target.js';
import type { RecentChanges } from './recent-changes.js';

/** Of each shard, for its primary and for its replicas. */
export const readBatches: BatcherLimits = {
  batchSizeMax: 500,
  inFlightMax: 4,
  /** Beyond, a redirect answers 503 at once instead of too late. */
  waitingMax: 5000,
};

/** A link younger than this by its own id is read from the primary: replicas may not have it yet. */
const YOUNG_MS = 2000;

/** What a replica left open is asked of the primary within the half of the bound that the replica left over. */
const SECOND_ASK_SHARE = 0.5;

export interface LinkSourceOptions {
  readonly router: ShardRouter;
  readonly scheme: NameScheme;
  /** Names that changed lately are read from the primary. */
  readonly changes: RecentChanges;
  /** The longest that one statement may take, the wait for a connection included. */
  readonly boundMs: number;
}

interface Reading {
  readonly target: LinkTarget | undefined;
  readonly from: Source;
}

interface Asked extends NameProbe {
  /** ms since 1970 of the id that the name spells; undefined for what can only be an alias. */
  readonly bornMs: number | undefined;
}

type Asking = Batcher<Asked, Reading>;

/** Statements of one shard, by whom they are meant for. */
interface Askings {
  readonly primary: Asking;
  readonly replica: Asking;
  /** The primary again, for what a replica did not know. */
  readonly second: Asking;
  /** A replica out of date, when the primary did not answer. */
  readonly outdated: Asking;
}

/** The last tier of the read path: the shards. Misses of one turn travel as one statement per shard. */
export class LinkSource {
  /** Names asked for, and statements sent for them; that for the links of a batch's aliases is not counted. */
  reads = 0;
  statements = 0;
  /** Names that a replica did not know, or only in an old version. */
  askedAgain = 0;

  private readonly askings: ReadonlyMap<string, Askings>;

  constructor(private readonly options: LinkSourceOptions) {
    this.askings = new Map(options.router.shards.map((shard) => [shard.name, this.askingsOf(shard)]));
  }

  /**
   * The link of this name, or undefined when its primary says that there is none: a replica is never believed that.
   * Waiting in a queue, for a connection and for each server counts, all of it within `untilMs`.
   * @throws {Problem} of kind `unavailable`, which is never to be read as "there is none".
   */
  async find(name: string, untilMs: number): Promise<LinkTarget | undefined> {
    const asked = this.asked(name);
    const shard = this.options.router.ownerOf(asked.slot);
    const { primary, replica, second } = this.askings.get(shard.name)!;
    this.reads += 1;
    if (!shard.replicas.hasFit || this.mustBeFresh(asked))
      return (await primary.submit(asked, untilMs)).target;
    const reading = await replica.submit(asked, untilMs);
    if (reading.from === 'primary' || this.isCurrent(reading.target)) return reading.target;
    this.askedAgain += 1;
    return (await second.submit(asked, untilMs)).target;
  }

  /** What a replica knows whose primary is out of reach for long. Undefined says nothing. */
  async findOutdated(name: string, untilMs: number): Promise<LinkTarget | undefined> {
    const asked = this.asked(name);
    const { name: shard } = this.options.router.ownerOf(asked.slot);
    const { target } = await this.askings.get(shard)!.outdated.submit(asked, untilMs);
    return target && this.isCurrent(target) ? target : undefined;
  }

  private asked(name: string): Asked {
    const { scheme } = this.options;
    const slot = scheme.slotOf(name);
    const id = scheme.idOf(name, Date.now());
    if (id === undefined) return { name, slot, id, leaf: undefined, bornMs: undefined };
    const bornMs = scheme.timeOf(id);
    return { name, slot, id, leaf: leafTable(bornMs), bornMs };
  }

  private mustBeFresh({ name, bornMs }: Asked): boolean {
    const isYoung = bornMs !== undefined && Date.now() - bornMs < YOUNG_MS;
    return isYoung || this.options.changes.versionOf(name) > 0;
  }

  /** A change may have become known while the replica was asked. */
  private isCurrent(target: LinkTarget | undefined): boolean {
    return target !== undefined && target.version >= this.options.changes.versionOf(target.name);
  }

  private askingsOf(shard: Shard): Askings {
    const { boundMs } = this.options;
    const options = { ...readBatches, name: 'read links' };
    const asking = (from: ReadRequest['from'], statementMs = boundMs): Asking =>
      new Batcher((probes, callersUntilMs) => {
        const untilMs = Math.min(callersUntilMs, performance.now() + statementMs);
        return this.read(shard, probes, { from, untilMs });
      }, options);
    return {
      primary: asking('primary'),
      replica: asking('replica'),
      second: asking('primary', boundMs * SECOND_ASK_SHARE),
      outdated: asking('outdated'),
    };
  }

  private async read(shard: Shard, probes: Asked[], request: ReadRequest): Promise<Reading[]> {
    this.statements += 1;
    const { targets, from } = await readTargets(shard, probes, request);
    const byName = new Map(targets.map((target) => [target.name, target]));
    return probes.map(({ name }) => ({ target: byName.get(name), from }));
  }
}
