import { statsProblems } from '../click.errors.js';
import { floorTo, HOUR_MS, MINUTE_MS } from '../event/time.js';
import type { TimeZone } from './time-zone.js';

export const bucketKinds = ['minute', 'hour', 'day', 'month'] as const;

export type BucketKind = (typeof bucketKinds)[number];

/** A series is at most this long: three days by minute, seven months by hour, thirteen years by day. */
export const BUCKETS_MAX = 5000;

export interface BucketRange {
  /** Epoch milliseconds, from inclusive and to exclusive. */
  readonly from: number;
  readonly to: number;
  readonly bucket: BucketKind;
  readonly zone: TimeZone;
}

/**
 * When each bucket of local time that the range touches begins, oldest first; the first may begin before the range.
 * @throws {Problem} stats/too-many-buckets beyond BUCKETS_MAX.
 */
export function bucketStarts({ from, to, bucket, zone }: BucketRange): number[] {
  const starts: number[] = [];
  for (let at = firsts[bucket](from, zone); at < to; at = nexts[bucket](at, zone)) {
    if (starts.length === BUCKETS_MAX) throw tooMany();
    starts.push(at);
  }
  return starts;
}

type Step = (at: number, zone: TimeZone) => number;

const firsts: Record<BucketKind, Step> = {
  minute: (at) => floorTo(at, MINUTE_MS),
  hour: (at, zone) => {
    // Counted from the hour's begin on the wall, but not past a change of the clock within it (Lord Howe Island).
    const start = at - (zone.local(at) % HOUR_MS);
    const next = nexts.hour(start, zone);
    return next <= at ? next : start;
  },
  day: (at, zone) => zone.startOfDay(dayOf(zone.local(at))),
  month: (at, zone) => zone.startOfDay(monthOf(zone.local(at), 0)),
};

const nexts: Record<BucketKind, Step> = {
  minute: (at) => at + MINUTE_MS,
  hour: (at, zone) => at + HOUR_MS - (zone.local(at) % HOUR_MS),
  day: (at, zone) => zone.startOfDay(dayOf(zone.local(at), 1)),
  month: (at, zone) => zone.startOfDay(monthOf(zone.local(at), 1)),
};

function dayOf(local: number, days = 0): number {
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + days);
}

function monthOf(local: number, months: number): number {
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

function tooMany() {
  return statsProblems.problem('too-many-buckets', {
    detail: `The series would have more than ${BUCKETS_MAX} entries. Ask for a shorter range or larger buckets.`,
    errors: [
      {
        pointer: '?bucket',
        rule: 'stats/too-many-buckets',
        message: `At most ${BUCKETS_MAX} buckets.`,
      },
    ],
  });
}
