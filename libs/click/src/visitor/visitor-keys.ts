import { DAY_MS, dayText } from '../event/time.js';
import type { VisitorKeyStore } from './visitor-key.store.js';

/** Tomorrow's key is made a day ahead and fetched this long before midnight, so that midnight waits for nobody. */
const FETCH_AHEAD_MS = 3_600_000;

const REFRESH_MS = 60_000;

/**
 * The keys that a lookup process holds: today's, and tomorrow's shortly before midnight. While the catalog is away
 * clicks have no visitor, which costs uniques and never a redirect.
 */
export class VisitorKeys {
  private keys = new Map<string, Uint8Array>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Pick<VisitorKeyStore, 'keysOf'>,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Fetches the keys now and keeps them fresh; a catalog that is away is asked again every minute. */
  async start(): Promise<void> {
    this.timer ??= setInterval(() => void this.refreshQuietly(), REFRESH_MS).unref();
    await this.refreshQuietly();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  keyAt(at: number): Uint8Array | undefined {
    return this.keys.get(dayText(at));
  }

  /** @throws {Problem} of kind `unavailable` when the catalog is away. */
  async refresh(): Promise<void> {
    const now = this.clock();
    const today = dayText(now);
    const tomorrow = dayText(now + DAY_MS);
    const wanted = new Set([today, dayText(now + FETCH_AHEAD_MS)]);
    if ([...wanted].every((day) => this.keys.has(day))) return;
    const made = await this.store.keysOf([today, tomorrow]);
    this.keys = new Map([...made].filter(([day]) => wanted.has(day)));
  }

  private async refreshQuietly(): Promise<void> {
    await this.refresh().catch(() => {});
  }
}
