import type { LinkTarget } from '../resolve/link-target.js';

/** A copy of a link, with what its reader needs to judge it. */
export interface CachedTarget {
  readonly target: LinkTarget;
  /** ms since 1970; past it the copy answers only if the shard cannot. */
  readonly freshUntilMs: number;
  /** Whoever wrote it had answered from it often. */
  readonly isHot: boolean;
}

/**
 * The second tier of the read path: copies that all processes share and that may vanish at any time. A copy never gives
 * way to an older version, whatever order writes and drops arrive in.
 */
export interface LinkCache {
  /** Undefined for what is not there and for what cannot be read as a copy of this very link. */
  read(name: string, untilMs?: number): Promise<CachedTarget | undefined>;

  /** Keeps the link unless a newer version is there or was. Hot links are fresh for a shorter time. */
  write(target: LinkTarget, isHot: boolean): Promise<void>;

  /** Takes older versions out, and keeps late writers from bringing them back. */
  drop(name: string, belowVersion: number): Promise<void>;
}
