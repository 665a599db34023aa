import { randomBytes } from 'node:crypto';
import type { Database } from '@fleetlink/postgres';
import { DAY_MS, dayText } from '../event/time.js';

/** SipHash takes 128 bits. */
const KEY_BYTES = 16;

/** A key outlives the begin of its day by this long: one day of use, one for clocks that are behind. */
const KEEP_MS = 2 * DAY_MS;

/** The days' keys in the catalog: whoever comes first makes one, and all processes use the same. */
export class VisitorKeyStore {
  constructor(private readonly catalog: Database) {}

  /** Returns the key of every given day (`2026-11-22`), making those that are missing. */
  async keysOf(days: readonly string[]): Promise<Map<string, Uint8Array>> {
    await this.catalog.query(
      {
        text: `INSERT INTO visitor_key (day, key) SELECT * FROM unnest($1::date[], $2::bytea[]) ORDER BY 1
               ON CONFLICT (day) DO NOTHING`,
      },
      [days, days.map(() => randomBytes(KEY_BYTES))],
    );
    const rows = await this.catalog.query<{ day: string; key: Buffer }>(
      { text: 'SELECT day::text AS day, key FROM visitor_key WHERE day = ANY($1::date[])' },
      [days],
    );
    return new Map(rows.map(({ day, key }) => [day, new Uint8Array(key)]));
  }

  /** Deletes the keys whose day began 48 hours ago or earlier; returns how many. */
  async deleteOld(now: number): Promise<number> {
    const rows = await this.catalog.query(
      { text: 'DELETE FROM visitor_key WHERE day <= $1::date RETURNING day' },
      [dayText(now - KEEP_MS)],
    );
    return rows.length;
  }
}
