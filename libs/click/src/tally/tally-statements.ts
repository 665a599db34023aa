import type { Session } from '@fleetlink/postgres';
import type { RollupRow } from './rollup-rows.js';
import type { RawRow, Tally, TotalRow } from './tally.js';

// The statements of a tally, each over arrays: a group of batches costs as many round trips as a single click.

/** First of all tables: holding a link's row here until commit is holding the link. */
export async function addTotals(session: Session, rows: readonly TotalRow[]): Promise<void> {
  await session.query(
    {
      name: 'click-add-totals',
      text: `INSERT INTO click_total AS t (link_id, clicks, bots, tenant_id, name)
             SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[]) ORDER BY 1
             ON CONFLICT (link_id) DO UPDATE SET clicks = t.clicks + excluded.clicks, bots = t.bots + excluded.bots,
               tenant_id = excluded.tenant_id, name = excluded.name`,
    },
    [
      numbers(rows.map(({ linkId }) => linkId)),
      numbers(rows.map(({ clicks }) => clicks)),
      numbers(rows.map(({ bots }) => bots)),
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ name }) => name),
    ],
  );
}

/** The links are held, so only tenants are shared between tallies; they come in order and within one statement. */
export async function addRollups(session: Session, tally: Tally): Promise<void> {
  await session.query({ name: 'click-add-rollups', text: rollupsText }, [
    ...rollupColumns(tally.minutes),
    ...rollupColumns(tally.quarters),
    ...rollupColumns(tally.days),
    tally.tenantDays.map(({ tenantId }) => tenantId),
    tally.tenantDays.map(({ day }) => day),
    tally.tenantDays.map(({ clicks }) => clicks),
    tally.tenantDays.map(({ bots }) => bots),
  ]);
}

const ROLLUP_COLUMNS = 5;

const rollupsText = `
  WITH minutes AS (${rollupText('click_minute', 0)}),
       quarters AS (${rollupText('click_quarter', 1)}),
       days AS (${rollupText('click_day', 2)})
  INSERT INTO tenant_click_day AS t (tenant_id, day, clicks, bots)
  SELECT * FROM unnest($16::text[], $17::date[], $18::bigint[], $19::bigint[]) ORDER BY 1, 2
  ON CONFLICT (tenant_id, day) DO UPDATE SET clicks = t.clicks + excluded.clicks, bots = t.bots + excluded.bots`;

function rollupText(table: string, position: number): string {
  const [link, dimension, at, value, clicks] = Array.from(
    { length: ROLLUP_COLUMNS },
    (_, column) => `$${position * ROLLUP_COLUMNS + column + 1}`,
  );
  return `
    INSERT INTO ${table} AS t (link_id, dimension, at, value, clicks)
    SELECT link_id, dimension, to_timestamp(second), value, clicks
    FROM unnest(${link}::bigint[], ${dimension}::smallint[], ${at}::bigint[], ${value}::text[], ${clicks}::bigint[])
      AS r (link_id, dimension, second, value, clicks)
    ON CONFLICT (link_id, dimension, at, value) DO UPDATE SET clicks = t.clicks + excluded.clicks`;
}

function rollupColumns(rows: readonly RollupRow[]): unknown[] {
  return [
    numbers(rows.map(({ linkId }) => linkId)),
    numbers(rows.map(({ dimension }) => dimension)),
    numbers(rows.map(({ at }) => at / 1000)),
    rows.map(({ value }) => value),
    numbers(rows.map(({ clicks }) => clicks)),
  ];
}

/** An array as Postgres reads it. node-postgres would quote and escape each element, which is most of its work here. */
function numbers(values: readonly (number | string | boolean)[]): string {
  return `{${values.join(',')}}`;
}

export async function addRaw(session: Session, rows: readonly RawRow[]): Promise<void> {
  const column = <Value>(read: (row: RawRow) => Value): Value[] => rows.map(read);
  await session.query({ name: 'click-add-raw', text: rawText }, [
    column(({ event }) => event.clickId),
    numbers(column(({ event }) => event.linkId)),
    column(({ event }) => event.tenantId),
    column(({ event }) => event.name),
    numbers(column(({ event }) => event.at)),
    column(({ event }) => event.visitor),
    column(({ event }) => event.country),
    column(({ event }) => event.referrerHost),
    column(({ event }) => event.language),
    column(({ event }) => event.agent),
    numbers(column(({ bot }) => bot)),
  ]);
}

const rawText = `
  INSERT INTO click (click_id, link_id, tenant_id, name, at, visitor, country, referrer, language, agent, bot)
  SELECT click_id, link_id, tenant_id, name, to_timestamp(millisecond / 1000.0), visitor,
         country, referrer, language, agent, bot
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::boolean[])
    AS r (click_id, link_id, tenant_id, name, millisecond, visitor, country, referrer, language, agent, bot)`;
