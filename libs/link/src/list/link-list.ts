import { timeLeft } from '@fleetlink/problem';
import type { ShardRouter } from '@fleetlink/shard';
import { ArrayContains, ILike, LessThan, Not, type FindManyOptions, type FindOptionsWhere } from 'typeorm';
import { Link } from '../link.entity.js';
import { linkProblems } from '../link.errors.js';

export interface LinkListQuery {
  readonly tenantId: string;
  /** From the page before; undefined starts with the newest. */
  readonly cursor: string | undefined;
  readonly limit: number;
  /** Part of a name, title or URL, in any case. */
  readonly text: string | undefined;
  readonly tag: string | undefined;
}

export interface LinkPage {
  readonly links: readonly Link[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
}

const LIST_BOUND_MS = 10_000;

/** Lists a tenant's links across all shards, newest first. */
export class LinkList {
  constructor(private readonly router: ShardRouter) {}

  /** @throws {Problem} `link/cursor`, or of kind `unavailable` when a shard is down: a part would look like the whole. */
  async page(query: LinkListQuery, untilMs = Infinity): Promise<LinkPage> {
    const before = query.cursor === undefined ? undefined : idOf(query.cursor);
    const find: FindManyOptions<Link> = {
      where: conditions(query, before),
      order: { id: 'DESC' },
      take: query.limit + 1,
    };
    const pages = await Promise.all(
      this.router.shards.map((shard) =>
        shard.entities((entities) => entities.find(Link, find), timeLeft(untilMs, LIST_BOUND_MS)),
      ),
    );
    const merged = mergeNewestFirst(pages, query.limit + 1);
    const links = merged.slice(0, query.limit);
    return { links, nextCursor: merged.length > query.limit ? cursorOf(links.at(-1)!) : undefined };
  }
}

/** The first `count` of lists that each are newest first already: the ids, being Snowflakes, are the order. */
export function mergeNewestFirst<Item extends { id: string }>(
  lists: readonly Item[][],
  count: number,
): Item[] {
  const heads = lists.map((list) => ({ list, next: 0 }));
  const merged: Item[] = [];
  while (merged.length < count) {
    let newest: (typeof heads)[number] | undefined;
    for (const head of heads) if (isNewer(head, newest)) newest = head;
    if (!newest) break;
    merged.push(newest.list[newest.next]!);
    newest.next += 1;
  }
  return merged;
}

interface Head {
  readonly list: readonly { id: string }[];
  readonly next: number;
}

function isNewer(head: Head, than: Head | undefined): boolean {
  const item = head.list[head.next];
  if (!item) return false;
  return !than || BigInt(item.id) > BigInt(than.list[than.next]!.id);
}

function conditions(
  { tenantId, text, tag }: LinkListQuery,
  before: string | undefined,
): FindOptionsWhere<Link>[] {
  const always: FindOptionsWhere<Link> = {
    tenantId,
    state: Not('deleted'),
    ...(before !== undefined && { id: LessThan(before) }),
    ...(tag !== undefined && { tags: ArrayContains([tag]) }),
  };
  if (text === undefined) return [always];
  const like = ILike(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
  return [{ code: like }, { alias: like }, { title: like }, { url: like }].map((some) => ({
    ...always,
    ...some,
  }));
}

function cursorOf({ id }: Link): string {
  return Buffer.from(id).toString('base64url');
}

function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,19}$/.test(id) && BigInt(id) < 2n ** 63n) return id;
  throw linkProblems.problem('cursor', {
    detail: 'Use the cursor of the page before as it was given.',
    errors: [{ pointer: '?cursor', rule: 'cursor', message: 'is no cursor of this list' }],
  });
}
