import { setTimeout as sleep } from 'node:timers/promises';
import { timeLeft, type Problem } from '@fleetlink/problem';
import { shardProblems, type ShardRouter } from '@fleetlink/shard';
import type { LinkFinder } from '../find/link-finder.js';
import type { ChangeAnnouncer } from '../hint/change-announcer.js';
import { LINK_COLUMNS, nameOf, type Link, type RedirectStatus } from '../link.entity.js';
import { linkProblems, RETRY_AFTER_SECONDS } from '../link.errors.js';

/** What an owner may change; absent fields stay as they are. */
export interface LinkEdit {
  readonly url?: string;
  readonly enteredUrl?: string;
  readonly warnings?: readonly string[];
  readonly title?: string | null;
  readonly tags?: readonly string[];
  readonly expiresAt?: Date | null;
  readonly redirectStatus?: RedirectStatus;
  readonly state?: 'active' | 'disabled';
}

/** How an edit is wanted. */
export interface EditTerms {
  /** From If-Match; undefined lets the last write win. */
  readonly expectedVersion?: number | undefined;
  /** When the caller goes; undefined leaves only the bounds of each statement. */
  readonly untilMs?: number | undefined;
}

/** Any field but its own: also what deleting and blocking change. */
type Change = Omit<LinkEdit, 'state'> & { readonly state?: Link['state']; readonly stateReason?: string };

const columns: Readonly<Record<keyof Change, string>> = {
  url: 'url',
  enteredUrl: 'entered_url',
  warnings: 'warnings',
  title: 'title',
  tags: 'tags',
  expiresAt: 'expires_at',
  redirectStatus: 'redirect_status',
  state: 'state',
  stateReason: 'state_reason',
};

const EDIT_BOUND_MS = 10_000;

/** Between reading and writing, someone else may disable or block the link, or its slot may move for a second. */
const RACE_TRIES_MAX = 5;
const RACE_PAUSE_MS = 250;

/** Changes links. Each change is committed together with the note that makes every reader drop its copy. */
export class LinkEditor {
  constructor(
    private readonly router: ShardRouter,
    private readonly finder: LinkFinder,
    private readonly announcer?: ChangeAnnouncer,
  ) {}

  /**
   * @throws {Problem} absent, deleted, blocked, version-stale, or of kind `unavailable`.
   */
  async edit(tenantId: string, name: string, edit: LinkEdit, terms: EditTerms = {}): Promise<Link> {
    const { expectedVersion } = terms;
    const assertAllowed = (link: Link) => {
      assertOwned(link, tenantId, name);
      if (link.state === 'deleted') throw deleted(name);
      if (link.state === 'blocked') throw blocked(name);
      if (expectedVersion !== undefined && link.version !== expectedVersion)
        throw stale(link, expectedVersion);
    };
    return this.change(name, edit, assertAllowed, terms);
  }

  /** The name answers "gone" from now on and is never used again. */
  async delete(tenantId: string, name: string, untilMs?: number): Promise<void> {
    const assertAllowed = (link: Link) => {
      assertOwned(link, tenantId, name);
      if (link.state === 'deleted') throw deleted(name);
    };
    await this.change(name, { state: 'deleted' }, assertAllowed, { untilMs });
  }

  /** Takes a link down, whoever owns it. */
  async block(name: string, reason: string, untilMs?: number): Promise<Link> {
    const assertAllowed = (link: Link) => {
      if (link.state === 'deleted') throw deleted(name);
    };
    return this.change(name, { state: 'blocked', stateReason: reason }, assertAllowed, { untilMs });
  }

  /** The link of this tenant, whatever its state but deleted. */
  async owned(tenantId: string, name: string, untilMs?: number): Promise<Link> {
    const link = await this.finder.find(name, untilMs);
    if (!link) throw absent(name);
    assertOwned(link, tenantId, name);
    if (link.state === 'deleted') throw deleted(name);
    return link;
  }

  private async change(
    name: string,
    change: Change,
    assertAllowed: (link: Link) => void,
    terms: EditTerms,
  ): Promise<Link> {
    for (let tries = 1; tries <= RACE_TRIES_MAX; tries += 1) {
      const link = await this.finder.find(name, terms.untilMs);
      if (!link) throw absent(name);
      assertAllowed(link);
      const changed = await this.write(link, change, terms);
      if (changed) {
        this.announcer?.announce(changed);
        return changed;
      }
      await this.router.refreshAfterRefusal();
      await sleep(RACE_PAUSE_MS);
    }
    throw shardProblems.problem('moved', {
      detail: `The link ${name} is being moved to another shard; try again.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /**
   * Undefined when the link's state or expected version is another one by now, or its slot has another owner.
   * The state must be the one that was judged: or an edit could bring a link back that was blocked meanwhile.
   */
  private async write(link: Link, change: Change, terms: EditTerms): Promise<Link | undefined> {
    const { expectedVersion, untilMs = Infinity } = terms;
    const fields = (Object.keys(change) as (keyof Change)[]).filter((field) => change[field] !== undefined);
    const assignments = fields.map((field, index) => `${columns[field]} = $${index + 6}`);
    const text = `
      WITH owner AS (
        SELECT FROM slot_ownership WHERE $2 BETWEEN first_slot AND last_slot FOR SHARE
      ), changed AS (
        UPDATE link SET ${[...assignments, 'version = version + 1'].join(', ')}
        WHERE id = $1 AND slot = $2 AND state = $3 AND ($4::integer IS NULL OR version = $4)
          AND EXISTS (SELECT FROM owner)
        RETURNING ${LINK_COLUMNS}
      ), noted AS (
        INSERT INTO link_change (slot, name, version) SELECT slot, $5, version FROM changed
      )
      SELECT * FROM changed`;
    const { id, slot, state } = link;
    const values: unknown[] = [id, slot, state, expectedVersion ?? null, nameOf(link)];
    values.push(...fields.map((field) => change[field]));
    const shard = this.router.ownerOf(slot);
    const [changed] = await shard.query<Link>({ text }, values, timeLeft(untilMs, EDIT_BOUND_MS));
    return changed;
  }
}

/** Another tenant's link is as good as none: nothing is to be learnt of it. */
function assertOwned(link: Link, tenantId: string, name: string): void {
  if (link.tenantId !== tenantId) throw absent(name);
}

function absent(name: string): Problem {
  return linkProblems.problem('absent', { detail: `There is no link named ${name}.` });
}

function deleted(name: string): Problem {
  return linkProblems.problem('deleted', {
    detail: `The link ${name} was deleted; its name is not used again.`,
  });
}

function blocked(name: string): Problem {
  return linkProblems.problem('blocked', { detail: `The link ${name} was blocked by an operator.` });
}

function stale({ version }: Link, expected: number): Problem {
  return linkProblems.problem('version-stale', {
    detail: `If-Match names version ${expected}, but the link has version ${version}. Read it again, then repeat the change.`,
  });
}
