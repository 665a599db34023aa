import { ensurePartition, type Database } from '@fleetlink/postgres';
import type { ClickEnvelope } from '../event/click-envelope.js';
import { DAY_MS, dayText, floorTo } from '../event/time.js';
import { EVENT_AGE_MS_MAX, EVENT_AHEAD_MS_MAX } from './tally.js';

/** A batch id is known this long; later nobody can tell whether a batch was counted, so it is not. */
export const BATCH_DAYS_MAX = 8;

/** Days made in advance, so that no tally has to. */
const DAYS_AHEAD = 2;

const RAW = 'click';
const PROCESSED = 'processed_batch';

/** Makes the daily partitions of single clicks and of processed batches before anything is written to them. */
export class ClickPartitions {
  /** There are partitions until then, as far as is known. */
  endMs = 0;
  private seen = new Set<string>();

  constructor(private readonly stats: Database) {}

  /** Today's partitions and the next two days'. */
  async ensure(now: number): Promise<void> {
    for (let day = 0; day <= DAYS_AHEAD; day += 1) {
      await this.ensureDay(PROCESSED, now + day * DAY_MS);
      await this.ensureDay(RAW, now + day * DAY_MS);
    }
    this.endMs = floorTo(now, DAY_MS) + (DAYS_AHEAD + 1) * DAY_MS;
  }

  /** Whether a batch cut then can still be told from one that was counted before. */
  acceptsBatch(cutAt: number, now: number): boolean {
    return cutAt >= floorTo(now, DAY_MS) - (BATCH_DAYS_MAX - 1) * DAY_MS && cutAt <= now + EVENT_AHEAD_MS_MAX;
  }

  /** The partitions that these batches will be written to. */
  async prepare(envelopes: readonly ClickEnvelope[], now: number): Promise<void> {
    for (const day of new Set(envelopes.map(({ cutAt }) => floorTo(cutAt, DAY_MS))))
      await this.ensureDay(PROCESSED, day);
    const stored = envelopes
      .flatMap(({ events }) => events)
      .filter(
        ({ replayed, at }) => !replayed && at >= now - EVENT_AGE_MS_MAX && at <= now + EVENT_AHEAD_MS_MAX,
      );
    for (const day of new Set(stored.map(({ at }) => floorTo(at, DAY_MS)))) await this.ensureDay(RAW, day);
  }

  /** Partitions come and go by other hands too: looks again next time. */
  forget(): void {
    this.seen.clear();
  }

  private async ensureDay(parent: string, at: number): Promise<void> {
    const name = partitionName(parent, at);
    if (this.seen.has(name)) return;
    const start = floorTo(at, DAY_MS);
    const bound = (instant: number) =>
      parent === RAW ? `'${dayText(instant)} 00:00:00+00'` : `'${dayText(instant)}'`;
    await ensurePartition(this.stats, { parent, name, from: bound(start), to: bound(start + DAY_MS) });
    this.seen.add(name);
  }
}

/** `click` on 2026-11-22 -> `click_20261122`. */
export function partitionName(parent: string, at: number): string {
  return `${parent}_${dayText(at).replaceAll('-', '')}`;
}
