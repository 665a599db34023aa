import type { Problem } from '@fleetlink/problem';
import { isPassing } from '@fleetlink/postgres';
import { aliasProblems, idempotencyProblems, linkProblems, RETRY_AFTER_SECONDS } from '../link.errors.js';
import type { Link, RedirectStatus } from '../link.entity.js';
import type { LinkFinder } from '../find/link-finder.js';
import type { ChangeAnnouncer } from '../hint/change-announcer.js';
import type { LinkMinter } from '../mint/link-minter.js';
import type { NameScheme } from '../name/name-scheme.js';
import type { KeyClaim, Replacement } from './idempotency.store.js';
import type { InsertOutcome, NewLink } from './link-insert.store.js';
import type { LinkWriter } from './link-writer.js';

/** A link that a client may have: target and alias have passed their policies. */
export interface LinkOrder {
  readonly tenantId: string;
  readonly url: string;
  readonly enteredUrl: string;
  readonly warnings: readonly string[];
  readonly alias: string | null;
  readonly title: string | null;
  readonly tags: readonly string[];
  readonly expiresAt: Date | null;
  readonly redirectStatus: RedirectStatus;
  readonly idempotency?: { readonly owner: string; readonly key: string; readonly fingerprint: string };
}

/** A fresh id is refused only if it was minted twice or an alias spells its code; both are next to never. */
const MINT_TRIES_MAX = 5;

/** Refusals before anything was sent, and by a server that takes no writes: then nothing can have been stored. */
const nothingStored = new Set([
  'deadline/passed',
  'shard/unavailable',
  'shard/busy',
  'shard/moved',
  'postgres/read-only',
]);

/** Makes short links. */
export class LinkShortener {
  /** Ids that the primary key refused as repeated; anything above 0 is an alarm. */
  idConflicts = 0;

  constructor(
    private readonly minter: LinkMinter,
    private readonly scheme: NameScheme,
    private readonly writer: LinkWriter,
    private readonly finder: LinkFinder,
    private readonly announcer?: ChangeAnnouncer,
  ) {}

  /**
   * Stores the link, or with an Idempotency-Key returns the one that the key already stands for.
   * @param untilMs when the caller goes; what is not sent by then is not sent.
   * @throws {Problem} `alias/taken`, `idempotency/mismatch`, or of kind `unavailable`.
   */
  async shorten(order: LinkOrder, untilMs = Infinity): Promise<Link> {
    let claim = await this.draft(order);
    for (let tries = 0; tries < MINT_TRIES_MAX; tries += 1) {
      const link = await this.held(claim, untilMs);
      const outcome = await this.insert(link, untilMs);
      if (outcome === 'created' || (await this.isStored(link, claim, untilMs))) return this.stored(link);
      if (outcome === 'alias-taken') throw aliasTaken(link.alias!);
      if (outcome === 'id-taken') this.idConflicts += 1;
      claim = await this.again(order, claim, { unusableId: link.id, untilMs });
    }
    throw linkProblems.problem('minting', {
      detail: 'Every code that was tried is taken.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Decides everything about the link before anything is stored. */
  private async draft(order: LinkOrder): Promise<Draft> {
    const { id, code } = await this.minter.mint();
    const createdAtMs = this.scheme.timeOf(id);
    const name = order.alias ?? code;
    const link: NewLink = {
      id: String(id),
      slot: this.scheme.slotOf(name),
      code: order.alias === null ? code : null,
      alias: order.alias,
      tenantId: order.tenantId,
      url: order.url,
      enteredUrl: order.enteredUrl,
      title: order.title,
      tags: [...order.tags],
      redirectStatus: order.redirectStatus,
      createdAt: new Date(createdAtMs).toISOString(),
      expiresAt: order.expiresAt?.toISOString() ?? null,
      warnings: [...order.warnings],
      reservedId: order.alias === null ? null : this.reservation(order.alias),
    };
    if (!order.idempotency) return { link, claim: undefined };
    const { owner, key, fingerprint } = order.idempotency;
    return { link, claim: { slot: this.scheme.slotOf(`${owner}:${key}`), owner, key, fingerprint, link } };
  }

  private reservation(alias: string): string | null {
    const id = this.scheme.idOf(alias, Date.now());
    return id === undefined ? null : String(id);
  }

  /** The link to store: the draft, or the one that an earlier request with the same key decided on. */
  private async held({ link, claim }: Draft, untilMs: number): Promise<NewLink> {
    if (!claim) return link;
    const holder = await this.writer.claim(claim, untilMs);
    if (holder.fingerprint === claim.fingerprint) return holder.link;
    throw idempotencyProblems.problem('mismatch', {
      detail: 'This Idempotency-Key was used with another body within the last 24 hours.',
    });
  }

  private async insert(link: NewLink, untilMs: number): Promise<Exclude<InsertOutcome, 'moved'>> {
    try {
      return await this.writer.insert(link, untilMs);
    } catch (error) {
      if (!isPassing(error) || nothingStored.has((error as Problem).code)) throw error;
      throw linkProblems.problem('outcome-unknown', {
        detail:
          'The database was lost before it confirmed the link. ' +
          'Repeat the request with the same Idempotency-Key to get this link and no second one.',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        cause: error,
      });
    }
  }

  /** A retry under a key meets its own link: the first answer was lost, not the link. */
  private async isStored(link: NewLink, { claim }: Draft, untilMs: number): Promise<boolean> {
    if (!claim) return false;
    const found = await this.finder.find(link.alias ?? link.code!, untilMs);
    return found?.id === link.id && found.tenantId === link.tenantId;
  }

  private stored(draft: NewLink): Link {
    const link = storedLink(draft);
    // Nobody can have asked for a code before it was made, but an alias may be remembered as absent.
    if (link.alias !== null) this.announcer?.announce(link);
    return link;
  }

  private async again(order: LinkOrder, { claim }: Draft, replacement: Replacement): Promise<Draft> {
    const next = await this.draft(order);
    if (claim && next.claim) await this.writer.replaceClaim(next.claim, replacement);
    return next;
  }
}

interface Draft {
  readonly link: NewLink;
  readonly claim: KeyClaim | undefined;
}

function storedLink({ createdAt, expiresAt, reservedId: _, ...link }: NewLink): Link {
  return {
    ...link,
    state: 'active',
    version: 1,
    createdAt: new Date(createdAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}

function aliasTaken(alias: string): Problem {
  const detail = `The alias ${alias} is taken. Choose another one, or leave it out to get a code.`;
  return aliasProblems.problem('taken', {
    detail,
    errors: [{ pointer: '/alias', rule: 'alias/taken', message: detail }],
  });
}
