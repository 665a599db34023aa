/** Changes are remembered this long, far beyond the longest read. */
const REMEMBERED_MS = 10_000;

interface Change {
  readonly version: number;
  readonly untilMs: number;
}

type Listener = (name: string, version: number) => void;

/** The links that changed in the last seconds, with the version that each has since. */
export class RecentChanges {
  private readonly changes = new Map<string, Change>();
  private readonly listeners: Listener[] = [];
  private readonly newsListeners: Listener[] = [];
  private readonly farewellListeners: Listener[] = [];

  /** Told of every note: the feed notes a change again as long as it looks back at it. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Told once of each version. */
  onNews(listener: Listener): void {
    this.newsListeners.push(listener);
  }

  /** Told when a change is no longer remembered. */
  onFarewell(listener: Listener): void {
    this.farewellListeners.push(listener);
  }

  note(name: string, version: number, nowMs: number): void {
    const known = this.changes.get(name);
    // Deleted first, so that the map stays ordered by time and `prune` may stop early.
    this.changes.delete(name);
    this.changes.set(name, {
      version: Math.max(version, known?.version ?? 0),
      untilMs: nowMs + REMEMBERED_MS,
    });
    tell(this.listeners, name, version);
    if (version > (known?.version ?? 0)) tell(this.newsListeners, name, version);
  }

  /** The version that a copy must have at least; 0 for a link that did not change lately. */
  versionOf(name: string): number {
    return this.changes.get(name)?.version ?? 0;
  }

  prune(nowMs: number): void {
    for (const [name, { version, untilMs }] of this.changes) {
      if (untilMs > nowMs) return;
      this.changes.delete(name);
      tell(this.farewellListeners, name, version);
    }
  }
}

function tell(listeners: readonly Listener[], name: string, version: number): void {
  for (const listener of listeners) listener(name, version);
}
