import type { Problem } from '@fleetlink/problem';
import { shardProblems, type ShardRouter } from '@fleetlink/shard';
import type { LinkFinder } from '../find/link-finder.js';
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

const EDIT_DEADLINE_MS = 10_000;

/** Someone else may change a link between reading and writing it; without If-Match the last write wins. */
const RACE_TRIES_MAX = 5;

/** Changes links. Each change is committed together with the note that makes every reader drop its copy. */
export class LinkEditor {
  constructor(
    private readonly router: ShardRouter,
    private readonly finder: LinkFinder,
  ) {}

  /**
   * @param expectedVersion from If-Match; undefined lets the last write win.
   * @throws {Problem} absent, deleted, blocked, version-stale, or of kind `unavailable`.
   */
  async edit(tenantId: string, name: string, edit: LinkEdit, expectedVersion?: number): Promise<Link> {
    return this.change(name, edit, (link) => {
      assertOwned(link, tenantId, name);
      if (link.state === 'deleted') throw deleted(name);
      if (link.state === 'blocked') throw blocked(name);
      if (expectedVersion !== undefined && link.version !== expectedVersion)
        throw stale(link, expectedVersion);
    });
  }

  /** The name answers "gone" from now on and is never used again. */
  async delete(tenantId: string, name: string): Promise<void> {
    await this.change(name, { state: 'deleted' }, (link) => {
      assertOwned(link, tenantId, name);
      if (link.state === 'deleted') throw deleted(name);
    });
  }

  /** Takes a link down, whoever owns it. */
  async block(name: string, reason: string): Promise<Link> {
    return this.change(name, { state: 'blocked', stateReason: reason }, (link) => {
      if (link.state === 'deleted') throw deleted(name);
    });
  }

  /** The link of this tenant, whatever its state but deleted. */
  async owned(tenantId: string, name: string): Promise<Link> {
    const link = await this.finder.find(name);
    if (!link) throw absent(name);
    assertOwned(link, tenantId, name);
    if (link.state === 'deleted') throw deleted(name);
    return link;
  }

  private async change(name: string, change: Change, assertAllowed: (link: Link) => void): Promise<Link> {
    for (let tries = 0; tries < RACE_TRIES_MAX; tries += 1) {
      const link = await this.finder.find(name);
      if (!link) throw absent(name);
      assertAllowed(link);
      const changed = await this.write(link, change);
      if (changed) return changed;
      await this.router.refreshAfterRefusal();
    }
    throw shardProblems.problem('busy', {
      detail: `The link ${name} is changed by others all the time; try again.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  /** Undefined when the link has another version by now, or its slot another owner. */
  private async write(link: Link, change: Change): Promise<Link | undefined> {
    const fields = (Object.keys(change) as (keyof Change)[]).filter((field) => change[field] !== undefined);
    const assignments = fields.map((field, index) => `${columns[field]} = $${index + 5}`);
    const text = `
      WITH owner AS (
        SELECT FROM slot_ownership WHERE $2 BETWEEN first_slot AND last_slot FOR SHARE
      ), changed AS (
        UPDATE link SET ${[...assignments, 'version = version + 1'].join(', ')}
        WHERE id = $1 AND slot = $2 AND version = $3 AND EXISTS (SELECT FROM owner)
        RETURNING ${LINK_COLUMNS}
      ), noted AS (
        INSERT INTO link_change (slot, name, version) SELECT slot, $4, version FROM changed
      )
      SELECT * FROM changed`;
    const values = [link.id, link.slot, link.version, nameOf(link), ...fields.map((field) => change[field])];
    const [changed] = await this.router.ownerOf(link.slot).query<Link>({ text }, values, EDIT_DEADLINE_MS);
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
