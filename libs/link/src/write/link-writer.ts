import { Batcher, shardProblems, type BatcherLimits, type ShardRouter } from '@fleetlink/shard';
import { leafTable } from '../leaf/month-leaf.js';
import { RETRY_AFTER_SECONDS } from '../link.errors.js';
import type { NameScheme } from '../name/name-scheme.js';
import {
  claimKeys,
  replaceClaim,
  type KeyClaim,
  type KeyHolder,
  type Replacement,
} from './idempotency.store.js';
import { insertLinks, type InsertOutcome, type NewLink } from './link-insert.store.js';

/** Of each shard: links, and the keys that stand for them. */
export const writeBatches: BatcherLimits = {
  /** A few thousand rows would hold their locks for too long. */
  batchSizeMax: 500,
  /** Two keep the server busy while the next one gathers: a commit is shared by all that came meanwhile. */
  inFlightMax: 2,
  waitingMax: 20_000,
};

/** A range that moves is away for less than a second; then its new owner answers. */
const MOVED_TRIES_MAX = 3;
const MOVED_PAUSE_MS = 300;

/** Takes links and key claims to their shards; what several clients send at the same moment travels together. */
export class LinkWriter {
  private readonly inserts: ReadonlyMap<string, Batcher<NewLink, InsertOutcome>>;
  private readonly claims: ReadonlyMap<string, Batcher<KeyClaim, KeyHolder | undefined>>;

  constructor(
    private readonly router: ShardRouter,
    private readonly scheme: NameScheme,
  ) {
    this.inserts = new Map(
      router.shards.map((shard) => [
        shard.name,
        new Batcher(
          (links, untilMs) =>
            this.insertByLeaf(links, (leaf, some) => insertLinks({ shard, leaf, untilMs }, some)),
          writeBatches,
        ),
      ]),
    );
    this.claims = new Map(
      router.shards.map((shard) => [
        shard.name,
        new Batcher((claims, untilMs) => claimKeys(shard, claims, untilMs), writeBatches),
      ]),
    );
  }

  /** @throws {Problem} of kind `unavailable`: whether the link is stored is then not known. */
  async insert(link: NewLink, untilMs: number): Promise<Exclude<InsertOutcome, 'moved'>> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.inserts.get(this.router.ownerOf(link.slot).name)!.submit(link, untilMs);
      if (outcome !== 'moved') return outcome;
      await this.waitForMove(link.slot, tries);
    }
  }

  async claim(claim: KeyClaim, untilMs: number): Promise<KeyHolder> {
    for (let tries = 1; ; tries += 1) {
      const holder = await this.claims.get(this.router.ownerOf(claim.slot).name)!.submit(claim, untilMs);
      if (holder) return holder;
      await this.waitForMove(claim.slot, tries);
    }
  }

  async replaceClaim(claim: KeyClaim, replacement: Replacement): Promise<void> {
    await replaceClaim(this.router.ownerOf(claim.slot), claim, replacement);
  }

  /** Ids of one batch nearly always share a month; at its turn they go to two leaves. */
  private async insertByLeaf(
    links: NewLink[],
    insert: (leaf: string, links: NewLink[]) => Promise<(InsertOutcome | Error)[]>,
  ): Promise<(InsertOutcome | Error)[]> {
    const byLeaf = Map.groupBy(links, ({ id }) => leafTable(this.scheme.timeOf(BigInt(id))));
    const outcomes = new Map<NewLink, InsertOutcome | Error>();
    for (const [leaf, some] of byLeaf) {
      const results = await insert(leaf, some);
      some.forEach((link, index) => outcomes.set(link, results[index]!));
    }
    return links.map((link) => outcomes.get(link)!);
  }

  private async waitForMove(slot: number, tries: number): Promise<void> {
    if (tries >= MOVED_TRIES_MAX)
      throw shardProblems.problem('moved', {
        detail: `Slot ${slot} is being moved to another shard.`,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    await this.router.refreshAfterRefusal();
    await new Promise((resolve) => setTimeout(resolve, MOVED_PAUSE_MS));
  }
}
