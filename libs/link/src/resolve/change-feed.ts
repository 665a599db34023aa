import type { Shard, ShardRouter } from '@fleetlink/shard';
import type { RecentChanges } from './recent-changes.js';

/** S: a change reaches every lookup within this time. */
export const CHANGE_SECONDS_MAX = 2;

/** Once a second: with the time a read takes, every change is seen within S. */
const POLL_EVERY_MS = 1000;
const POLL_DEADLINE_MS = 900;

/** Looked at again and again, since a transaction may commit after a later one was seen. */
const WINDOW_SECONDS = 10;

/** A shard that was away longer than this is asked for everything since. */
const CATCH_UP_SECONDS_MAX = 3600;

/** The number stands in the text, so that Postgres knows at each poll how few rows it asks for. */
const pollStatement = (seconds: number) => ({
  text: `SELECT name, max(version) AS version FROM link_change
    WHERE at > now() - interval '${seconds} seconds' GROUP BY name`,
});

/** Reads what changed on every shard, once a second: the bound on how long an old answer may live. */
export class ChangeFeed {
  private timer: NodeJS.Timeout | undefined;
  private readonly lastReadMs = new Map<string, number>();

  constructor(
    private readonly router: ShardRouter,
    private readonly changes: RecentChanges,
    /** A process that starts with copies that others wrote has to know what changed since. */
    private readonly lookBackSeconds = 0,
  ) {}

  /** Resolves when every shard that answers has told what changed. */
  async start(): Promise<void> {
    const sinceMs = Date.now() - this.lookBackSeconds * 1000;
    for (const { name } of this.router.shards) this.lastReadMs.set(name, sinceMs);
    this.timer = setInterval(() => void this.poll(), POLL_EVERY_MS);
    this.timer.unref();
    await this.poll();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Seconds since the shard was last read, the worst of all shards: the staleness that is possible now. */
  get behindSeconds(): number {
    const oldestMs = Math.min(...this.lastReadMs.values());
    return Number.isFinite(oldestMs) ? (Date.now() - oldestMs) / 1000 : 0;
  }

  async poll(): Promise<void> {
    await Promise.all(this.router.shards.map((shard) => this.read(shard).catch(() => {})));
    this.changes.prune(Date.now());
  }

  private async read(shard: Shard): Promise<void> {
    const askedMs = Date.now();
    const missedSeconds = Math.ceil((askedMs - (this.lastReadMs.get(shard.name) ?? askedMs)) / 1000);
    const seconds = Math.min(WINDOW_SECONDS + missedSeconds, CATCH_UP_SECONDS_MAX);
    const rows = await shard.query<{ name: string; version: number }>(
      pollStatement(seconds),
      [],
      POLL_DEADLINE_MS,
    );
    for (const { name, version } of rows) this.changes.note(name, version, askedMs);
    this.lastReadMs.set(shard.name, askedMs);
  }
}

/** How long notes of changes are kept: beyond the longest catch-up. */
export const CHANGE_KEPT_HOURS = 24;

/** Forgets notes that no reader can need any more. */
export async function forgetOldChanges(shard: Shard): Promise<void> {
  await shard.query(
    { text: `DELETE FROM link_change WHERE at < now() - interval '${CHANGE_KEPT_HOURS} hours'` },
    [],
  );
}
