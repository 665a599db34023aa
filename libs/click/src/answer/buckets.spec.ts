import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS } from '../event/time.js';
import { BUCKETS_MAX, bucketStarts, type BucketKind } from './buckets.js';
import { TimeZone } from './time-zone.js';

function starts(bucket: BucketKind, timeZone: string, from: string, to: string): string[] {
  const range = { from: Date.parse(from), to: Date.parse(to), bucket, zone: TimeZone.of(timeZone) };
  return bucketStarts(range).map((at) => new Date(at).toISOString().slice(0, 16));
}

describe('TimeZone', () => {
  it.each(['', 'Mars/Olympus', '+05:07', 'Europe/Berlin; DROP', 'x'.repeat(100), 'Europe/\0'])(
    'refuses %j',
    (name) => {
      expect(() => TimeZone.of(name)).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'stats/time-zone' }),
      );
    },
  );

  it('gives the clock on the wall', () => {
    const local = (zone: string, at: string) =>
      new Date(TimeZone.of(zone).local(Date.parse(at))).toISOString().slice(0, 16);
    expect(local('Asia/Kathmandu', '2026-11-22T18:15:00Z')).toBe('2026-11-23T00:00');
    expect(local('Europe/Berlin', '2026-03-29T01:00:00Z')).toBe('2026-03-29T03:00');
    expect(local('UTC', '2012-03-16T18:40:47Z')).toBe('2012-03-16T18:40');
  });
});

describe('bucketStarts', () => {
  it('begins with the bucket that the range begins in and ends before the range does', () => {
    expect(starts('hour', 'UTC', '2026-11-22T10:20:00Z', '2026-11-22T12:00:00Z')).toEqual([
      '2026-11-22T10:00',
      '2026-11-22T11:00',
    ]);
    expect(starts('minute', 'UTC', '2026-11-22T10:20:00Z', '2026-11-22T10:22:00Z')).toEqual([
      '2026-11-22T10:20',
      '2026-11-22T10:21',
    ]);
    expect(starts('month', 'UTC', '2026-11-22T10:20:00Z', '2027-02-01T00:00:00Z')).toEqual([
      '2026-11-01T00:00',
      '2026-12-01T00:00',
      '2027-01-01T00:00',
    ]);
  });

  it('follows the clock in Berlin: 23 hours in spring, 25 in autumn', () => {
    expect(starts('day', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-27T23:00',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
    ]);
    expect(starts('hour', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toHaveLength(23);
    expect(starts('day', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-24T22:00',
      '2026-10-25T23:00',
    ]);
    expect(starts('hour', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toHaveLength(25);
    expect(starts('month', 'Europe/Berlin', '2026-03-01T00:00:00Z', '2026-04-02T00:00:00Z')).toEqual([
      '2026-02-28T23:00',
      '2026-03-31T22:00',
    ]);
  });

  it('knows offsets that are no whole hours', () => {
    expect(starts('day', 'Asia/Kathmandu', '2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z')).toEqual([
      '2026-11-21T18:15',
      '2026-11-22T18:15',
    ]);
    expect(starts('hour', 'Asia/Kathmandu', '2026-11-22T00:00:00Z', '2026-11-22T01:00:00Z')).toEqual([
      '2026-11-21T23:15',
      '2026-11-22T00:15',
    ]);
  });

  it('knows the half hour by which Lord Howe Island changes its clock', () => {
    expect(starts('hour', 'Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T17:00:00Z')).toEqual([
      '2026-04-04T14:00',
      '2026-04-04T15:00',
      '2026-04-04T15:30',
      '2026-04-04T16:30',
    ]);
    expect(starts('hour', 'Australia/Lord_Howe', '2026-04-04T15:15:00Z', '2026-04-04T15:30:00Z')).toEqual([
      '2026-04-04T15:00',
    ]);
    expect(starts('hour', 'Australia/Lord_Howe', '2026-10-03T14:30:00Z', '2026-10-03T17:00:00Z')).toEqual([
      '2026-10-03T14:30',
      '2026-10-03T15:30',
      '2026-10-03T16:00',
    ]);
    expect(starts('hour', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z', '2026-10-03T16:15:00Z')).toEqual([
      '2026-10-03T15:30',
      '2026-10-03T16:00',
    ]);
  });

  it('begins a day without midnight when the clock jumps, and one with two midnights at the first', () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00. Havana, 1 November 2026: 01:00 becomes 00:00.
    expect(starts('day', 'Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-25T12:00:00Z')).toEqual([
      '2026-04-22T22:00',
      '2026-04-23T22:00',
      '2026-04-24T21:00',
    ]);
    expect(starts('day', 'America/Havana', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '2026-10-31T04:00',
      '2026-11-01T04:00',
      '2026-11-02T05:00',
    ]);
  });

  it('leaves out the day that Samoa left out', () => {
    expect(starts('day', 'Pacific/Apia', '2011-12-29T12:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
      '2011-12-29T10:00',
      '2011-12-30T10:00',
      '2011-12-31T10:00',
    ]);
  });

  it('begins every bucket on a quarter hour, rising, at local begins, for any zone', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const at = fc
      .integer({ min: Date.UTC(2024), max: Date.UTC(2037) })
      .map((one) => one - (one % QUARTER_MS));
    fc.assert(
      fc.property(zone, at, fc.constantFrom('hour' as const, 'day' as const), (name, from, bucket) => {
        const zoned = TimeZone.of(name);
        const found = bucketStarts({
          from,
          to: from + (bucket === 'day' ? 200 * DAY_MS : 60 * HOUR_MS),
          bucket,
          zone: zoned,
        });
        expect(found[0]! <= from && found[1]! > from).toBe(true);
        for (const [index, start] of found.entries()) {
          if (index > 0) expect(start).toBeGreaterThan(found[index - 1]!);
          expect(start % QUARTER_MS).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a series that would be too long, at once', () => {
    const range = { from: 0, zone: TimeZone.of('UTC'), bucket: 'minute' as const };
    expect(bucketStarts({ ...range, to: BUCKETS_MAX * MINUTE_MS })).toHaveLength(BUCKETS_MAX);
    expect(() => bucketStarts({ ...range, to: BUCKETS_MAX * MINUTE_MS + 1 })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'stats/too-many-buckets' }),
    );
    expect(() => bucketStarts({ ...range, to: 8e15 })).toThrow('5000');
  });
});
