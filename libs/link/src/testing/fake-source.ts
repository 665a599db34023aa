import { Problem } from '@fleetlink/problem';
import type { LinkSource } from '../resolve/link-source.js';
import type { LinkTarget } from '../resolve/link-target.js';
import { linkTarget } from './link-cache.contract.js';

/** What a reader learns of something that cannot be asked. */
export function away(): Problem {
  return new Problem('unavailable', 'shard/unavailable', 'away', { detail: 'away' });
}

/** A shard with at most one link. */
export class FakeSource implements Pick<LinkSource, 'find' | 'findOutdated'> {
  link: LinkTarget | undefined = linkTarget();
  /** What a replica that is behind knows. */
  outdated: LinkTarget | undefined;
  isAway = false;
  reads = 0;
  /** The deadline of the last one who asked. */
  untilMs = 0;

  constructor(private readonly answersAfterMs = 0) {}

  async findOutdated(): Promise<LinkTarget | undefined> {
    return this.outdated;
  }

  async find(_name: string, untilMs: number): Promise<LinkTarget | undefined> {
    this.reads += 1;
    this.untilMs = untilMs;
    const { link, isAway } = this;
    if (this.answersAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, this.answersAfterMs));
    if (isAway) throw away();
    return link;
  }
}
