import { Injectable } from '@nestjs/common';
import { ClickAnswers } from '@fleetlink/click';
import type { Link } from '@fleetlink/link';
import { LRUCache } from 'lru-cache';
import { linkBody, type LinkBody } from './link-body.js';

/** Click counts on a link are this old at the most. */
const COUNT_FRESH_MS = 5000;
const COUNTS_MAX = 10_000;

/** Shows links with their clicks. Counts are a courtesy: without the statistics links are shown without them. */
@Injectable()
export class LinkPresenter {
  private readonly counts = new LRUCache<string, number>({ max: COUNTS_MAX, ttl: COUNT_FRESH_MS });

  constructor(
    private readonly answers: ClickAnswers,
    private readonly publicUrl: string,
  ) {}

  /** A link that was made this moment has no clicks. */
  fresh(link: Link): LinkBody {
    return linkBody(link, 0, this.publicUrl);
  }

  async one(link: Link): Promise<LinkBody> {
    const [body] = await this.many([link]);
    return body!;
  }

  async many(links: readonly Link[]): Promise<LinkBody[]> {
    const unknown = links.map(({ id }) => id).filter((id) => !this.counts.has(id));
    const reachable = unknown.length === 0 || (await this.count(unknown));
    return links.map((link) =>
      linkBody(link, this.counts.get(link.id) ?? (reachable ? 0 : null), this.publicUrl),
    );
  }

  private async count(ids: readonly string[]): Promise<boolean> {
    try {
      const totals = await this.answers.totals([...ids]);
      for (const id of ids) this.counts.set(id, totals.get(id) ?? 0);
      return true;
    } catch {
      return false;
    }
  }
}
