import { LRUCache } from 'lru-cache';
import type { CachedTarget, LinkCache } from '../cache/link-cache.js';
import { COPY_KEPT_SECONDS, copyTtl } from '../cache/link-copy-ttl.js';
import type { LinkTarget } from '../resolve/link-target.js';

const COPIES_MAX = 1000;

interface Held {
  readonly version: number;
  readonly keptUntilMs: number;
  /** Absent where an older copy was dropped. */
  readonly copy?: CachedTarget;
}

/** A second tier for tests that need no Redis. */
export class MemoryLinkCache implements LinkCache {
  private readonly copies: LRUCache<string, Held>;

  constructor(copiesMax = COPIES_MAX) {
    this.copies = new LRUCache({ max: copiesMax });
  }

  async read(name: string): Promise<CachedTarget | undefined> {
    return this.held(name)?.copy;
  }

  async write(target: LinkTarget, isHot: boolean): Promise<void> {
    const { name, version } = target;
    if (this.versionOf(name) > version) return;
    const nowMs = Date.now();
    const { freshMs, keptMs } = copyTtl(isHot);
    const copy = { target, freshUntilMs: nowMs + freshMs, isHot };
    this.copies.set(name, { version, keptUntilMs: nowMs + keptMs, copy });
  }

  async drop(name: string, belowVersion: number): Promise<void> {
    if (this.versionOf(name) >= belowVersion) return;
    this.copies.set(name, { version: belowVersion, keptUntilMs: Date.now() + COPY_KEPT_SECONDS * 1000 });
  }

  private versionOf(name: string): number {
    return this.held(name)?.version ?? 0;
  }

  private held(name: string): Held | undefined {
    const held = this.copies.get(name);
    return held && Date.now() < held.keptUntilMs ? held : undefined;
  }
}
