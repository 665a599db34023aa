import type { LinkTarget } from '../resolve/link-target.js';
import { away } from './fake-source.js';
import { MemoryLinkCache } from './memory-link.cache.js';

/** Like Redis, it can be away without losing what it holds. */
export class InterruptibleLinkCache extends MemoryLinkCache {
  isAway = false;
  reads = 0;

  override async read(name: string) {
    this.reads += 1;
    this.checkPresence();
    return super.read(name);
  }

  override async write(target: LinkTarget, isHot: boolean): Promise<void> {
    this.checkPresence();
    return super.write(target, isHot);
  }

  override async drop(name: string, belowVersion: number): Promise<void> {
    this.checkPresence();
    return super.drop(name, belowVersion);
  }

  private checkPresence(): void {
    if (this.isAway) throw away();
  }
}
