import type { Session } from '@fleetlink/postgres';
import { VisitorSketch } from '../visitor/visitor-sketch.js';
import type { VisitorsRow } from './tally.js';

interface StoredSketch {
  readonly link_id: string;
  readonly day: string;
  readonly sketch: Buffer;
}

/**
 * Adds visitors to the sketches of their links and days. The caller holds the links (`addTotals`), so nobody changes a
 * sketch between the reading and the writing. A sketch that learns nothing new is not written.
 */
export async function addVisitors(session: Session, rows: readonly VisitorsRow[]): Promise<void> {
  const stored = await sketchesOf(session, rows);
  const changed = rows.flatMap((row) => {
    const sketch = stored.get(keyOf(row.linkId, row.day)) ?? new VisitorSketch();
    const added = [...row.visitors].map((visitor) => sketch.add(visitor));
    return added.includes(true) ? [{ ...row, sketch }] : [];
  });
  if (changed.length === 0) return;
  await session.query(
    {
      name: 'click-write-visitors',
      text: `INSERT INTO click_visitors (link_id, day, sketch, uniques)
             SELECT * FROM unnest($1::bigint[], $2::date[], $3::bytea[], $4::bigint[])
             ON CONFLICT (link_id, day) DO UPDATE SET sketch = excluded.sketch, uniques = excluded.uniques`,
    },
    [
      changed.map(({ linkId }) => linkId),
      changed.map(({ day }) => day),
      changed.map(({ sketch }) => sketch.encode()),
      changed.map(({ sketch }) => sketch.estimate()),
    ],
  );
}

async function sketchesOf(
  session: Session,
  rows: readonly VisitorsRow[],
): Promise<Map<string, VisitorSketch>> {
  const found = await session.query<StoredSketch>(
    {
      name: 'click-read-visitors',
      text: `SELECT v.link_id, v.day::text AS day, v.sketch
             FROM unnest($1::bigint[], $2::date[]) AS wanted (link_id, day)
             JOIN click_visitors v ON v.link_id = wanted.link_id AND v.day = wanted.day`,
    },
    [rows.map(({ linkId }) => linkId), rows.map(({ day }) => day)],
  );
  return new Map(
    found.map(({ link_id, day, sketch }) => [keyOf(link_id, day), VisitorSketch.decode(sketch)]),
  );
}

function keyOf(linkId: string, day: string): string {
  return `${linkId} ${day}`;
}
