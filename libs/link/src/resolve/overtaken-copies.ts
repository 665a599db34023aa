import type { LinkCache } from '../cache/link-cache.js';
import { COPY_KEPT_SECONDS } from '../cache/link-copy-ttl.js';

/** Drops that may wait for a second tier that is away. */
export const DROPS_WAITING_MAX = 10_000;

/** What failed is tried again this much later. */
export const DROP_AGAIN_MS = 250;

/** Drops sent at one time when the tier answers again. */
const DROPS_AT_ONCE_MAX = 500;

/**
 * Takes overtaken copies out of the second tier. What cannot be dropped now is dropped later, and its name is not read
 * from that tier until then: a tier that comes back with everything it held must not bring an old state back.
 */
export class OvertakenCopies {
  private readonly waiting = new Map<string, number>();
  private again: NodeJS.Timeout | undefined;
  private tooManyUntilMs = 0;

  constructor(private readonly cache: LinkCache) {}

  get waitingCount(): number {
    return this.waiting.size;
  }

  /** True while the tier may hold an overtaken copy of this name as far as this process knows. */
  mayHold(name: string, nowMs: number): boolean {
    return nowMs < this.tooManyUntilMs || this.waiting.has(name);
  }

  add(name: string, version: number): void {
    if (this.waiting.size >= DROPS_WAITING_MAX && !this.waiting.has(name)) {
      // One copy will not be dropped, so that none is believed until all that are there now have lapsed.
      this.tooManyUntilMs = Date.now() + COPY_KEPT_SECONDS * 1000;
      return;
    }
    this.waiting.set(name, Math.max(version, this.waiting.get(name) ?? 0));
    void this.drop(name);
  }

  private async drop(name: string): Promise<void> {
    const version = this.waiting.get(name);
    if (version === undefined) return;
    try {
      await this.cache.drop(name, version);
      if (this.waiting.get(name) === version) this.waiting.delete(name);
    } catch {
      this.again ??= setTimeout(() => void this.retry(), DROP_AGAIN_MS).unref();
    }
  }

  private async retry(): Promise<void> {
    const names = [...this.waiting.keys()];
    // The first one shows whether the tier is back; while it is not, the others need not ask.
    for (let from = 0; from < names.length; from += DROPS_AT_ONCE_MAX) {
      this.again = undefined;
      await Promise.all(names.slice(from, from + DROPS_AT_ONCE_MAX).map((name) => this.drop(name)));
      if (this.again) return;
    }
  }
}
