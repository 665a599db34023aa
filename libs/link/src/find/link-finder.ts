import type { Statement } from '@fleetlink/postgres';
import { timeLeft } from '@fleetlink/problem';
import type { ShardRouter } from '@fleetlink/shard';
import type { NameScheme } from '../name/name-scheme.js';
import { LINK_COLUMNS, type Link } from '../link.entity.js';

const FIND_BOUND_MS = 5000;

const byId = {
  name: 'find link by id',
  text: `SELECT ${LINK_COLUMNS} FROM link WHERE id = $1 AND slot = $2 AND code = $3`,
};

const byAlias = {
  name: 'find link by alias',
  text: `SELECT ${LINK_COLUMNS} FROM link WHERE (id, slot) = (SELECT link_id, slot FROM alias WHERE alias = $1 AND slot = $2)`,
};

/** Finds whole links by name, from their primary: for those who manage links, not for redirects. */
export class LinkFinder {
  constructor(
    private readonly router: ShardRouter,
    private readonly scheme: NameScheme,
  ) {}

  /** @throws {Problem} of kind `unavailable` when the name's shard does not answer. */
  async find(name: string, untilMs = Infinity): Promise<Link | undefined> {
    const slot = this.scheme.slotOf(name);
    const shard = this.router.ownerOf(slot);
    const id = this.scheme.idOf(name, Date.now());
    const ask = (statement: Statement, values: readonly unknown[]) =>
      shard.query<Link>(statement, values, timeLeft(untilMs, FIND_BOUND_MS));
    const [coded] = id === undefined ? [] : await ask(byId, [String(id), slot, name]);
    if (coded) return coded;
    const [aliased] = await ask(byAlias, [name, slot]);
    return aliased;
  }
}
