import { LRUCache } from 'lru-cache';
import { statsProblems } from '../click.errors.js';
import { DAY_MS, floorTo } from '../event/time.js';

/** Formatters are dear to make (some 50 us) and there are some 600 zones. */
const ZONES_MAX = 100;

const zones = new LRUCache<string, TimeZone>({ max: ZONES_MAX });

/** An IANA name begins with a letter; what Intl takes besides (`+05:07`) need not fall on quarter hours. */
const namePattern = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Local time of an IANA zone, by the tz database in Node's ICU. Instants are epoch milliseconds. */
export class TimeZone {
  private constructor(private readonly format: Intl.DateTimeFormat) {}

  /** @throws {Problem} stats/time-zone when the name is no zone. */
  static of(name: string): TimeZone {
    const known = zones.get(name);
    if (known !== undefined) return known;
    const zone = new TimeZone(formatOf(name));
    zones.set(name, zone);
    return zone;
  }

  /** The clock on the wall, written as if it were UTC. */
  local(at: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(at)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * The first instant of a local day, given as its midnight written as UTC. Where the clock jumps over midnight
   * (Cairo in April) the day begins with the jump; where midnight comes twice (Havana in November), with the first.
   */
  startOfDay(midnight: number): number {
    const before = midnight - this.offset(midnight - DAY_MS);
    const after = midnight - this.offset(midnight + DAY_MS);
    const exact = [before, after].sort((one, other) => one - other).find((at) => this.local(at) === midnight);
    return exact ?? before;
  }

  private offset(at: number): number {
    return this.local(at) - floorTo(at, 1000);
  }
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    if (!namePattern.test(name)) throw new RangeError('no name of a zone');
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw statsProblems.problem('time-zone', {
      detail: 'Name a zone of the IANA time zone database, such as Europe/Berlin.',
      errors: [{ pointer: '?tz', rule: 'stats/time-zone', message: 'Not an IANA time zone.' }],
    });
  }
}
