import type { ClickEnvelope } from '../event/click-envelope.js';
import type { ClickEvent } from '../event/click-event.js';
import { DAY_MS, dayText, floorTo, MINUTE_MS, QUARTER_MS } from '../event/time.js';
import { dimensions, type Dimension } from './dimension.js';
import { byNumberText, byText, RollupRows, type RollupRow } from './rollup-rows.js';

export interface TotalRow {
  readonly linkId: string;
  /** Of the last click. */
  readonly tenantId: string;
  readonly name: string;
  readonly clicks: number;
  readonly bots: number;
}

export interface TenantDayRow {
  readonly tenantId: string;
  readonly day: string;
  clicks: number;
  bots: number;
}

/** The distinct visitors of a link on one UTC day, as hashes. */
export interface VisitorsRow {
  readonly linkId: string;
  readonly day: string;
  readonly visitors: Set<string>;
}

export interface RawRow {
  readonly event: ClickEvent;
  readonly bot: boolean;
}

/** What a group of batches adds to the tables: every row once, in the tables' key order. */
export interface Tally {
  readonly clicks: number;
  readonly bots: number;
  /** Events left out by the age rules. */
  readonly tooOld: number;
  readonly tooFarAhead: number;
  readonly minutes: readonly RollupRow[];
  readonly quarters: readonly RollupRow[];
  readonly days: readonly RollupRow[];
  readonly totals: readonly TotalRow[];
  readonly tenantDays: readonly TenantDayRow[];
  readonly visitors: readonly VisitorsRow[];
  readonly raw: readonly RawRow[];
}

/** Older clicks are not counted: the batches that would show them counted before are no longer known. */
export const EVENT_AGE_MS_MAX = 7 * DAY_MS;

/** Clocks of lookup and stats may differ by this much. */
export const EVENT_AHEAD_MS_MAX = 5 * MINUTE_MS;

export interface TallyRules {
  /** Epoch milliseconds, for the age rules. */
  readonly now: number;
  readonly isBot: (agent: string) => boolean;
}

/** Adds up batches. Every click counts in every dimension, bots included; uniques leave bots out. */
export function tallyOf(envelopes: readonly Pick<ClickEnvelope, 'events'>[], rules: TallyRules): Tally {
  const { taken, tooOld, tooFarAhead } = byAge(envelopes, rules.now);
  const clicks = taken.map((event): RawRow => ({ event, bot: rules.isBot(event.agent) }));
  const links = linksOf(clicks);
  const minutes = minutesOf(links);
  const quarters = coarser(minutes, QUARTER_MS);
  return {
    clicks: clicks.length,
    bots: clicks.filter(({ bot }) => bot).length,
    tooOld,
    tooFarAhead,
    minutes,
    quarters,
    days: coarser(quarters, DAY_MS),
    totals: links.map(totalOf),
    tenantDays: tenantDaysOf(clicks),
    visitors: visitorsOf(clicks),
    raw: clicks.filter(({ event }) => !event.replayed),
  };
}

function byAge(envelopes: readonly Pick<ClickEnvelope, 'events'>[], now: number) {
  const taken: ClickEvent[] = [];
  let tooOld = 0;
  let tooFarAhead = 0;
  for (const event of envelopes.flatMap(({ events }) => events)) {
    if (event.replayed) taken.push(event);
    else if (event.at < now - EVENT_AGE_MS_MAX) tooOld += 1;
    else if (event.at > now + EVENT_AHEAD_MS_MAX) tooFarAhead += 1;
    else taken.push(event);
  }
  return { taken, tooOld, tooFarAhead };
}

/** The clicks of one link, in order of time. */
interface LinkClicks {
  readonly linkId: string;
  readonly clicks: RawRow[];
}

/** In the order of the tables' primary keys. */
function linksOf(clicks: readonly RawRow[]): LinkClicks[] {
  const links = grouped(
    clicks,
    ({ event }) => event.linkId,
    ({ event }): LinkClicks => ({ linkId: event.linkId, clicks: [] }),
    (link, click) => link.clicks.push(click),
  );
  for (const link of links) link.clicks.sort((one, other) => one.event.at - other.event.at);
  return links.sort((one, other) => byNumberText(one.linkId, other.linkId));
}

/** Nothing for a click that does not count in the dimension; in the order of the dimensions' numbers. */
const valuesOf: readonly (readonly [Dimension, (click: RawRow) => string | undefined])[] = [
  [dimensions.total, () => ''],
  [dimensions.bot, ({ bot }) => (bot ? '' : undefined)],
  [dimensions.country, ({ event }) => event.country],
  [dimensions.referrer, ({ event }) => event.referrerHost],
  [dimensions.language, ({ event }) => event.language],
];

function minutesOf(links: readonly LinkClicks[]): RollupRow[] {
  const rows = new RollupRows();
  for (const { linkId, clicks } of links)
    for (const [dimension, valueOf] of valuesOf)
      for (const click of clicks) {
        const value = valueOf(click);
        if (value !== undefined) rows.add(linkId, dimension, floorTo(click.event.at, MINUTE_MS), value, 1);
      }
  return rows.sorted();
}

function coarser(rows: readonly RollupRow[], grainMs: number): RollupRow[] {
  const sums = new RollupRows();
  for (const { linkId, dimension, at, value, clicks } of rows)
    sums.add(linkId, dimension, floorTo(at, grainMs), value, clicks);
  return sums.sorted();
}

function totalOf({ linkId, clicks }: LinkClicks): TotalRow {
  const { tenantId, name } = clicks.at(-1)!.event;
  return { linkId, tenantId, name, clicks: clicks.length, bots: clicks.filter(({ bot }) => bot).length };
}

function tenantDaysOf(clicks: readonly RawRow[]): TenantDayRow[] {
  const rows = grouped(
    clicks,
    ({ event }) => `${dayText(event.at)} ${event.tenantId}`,
    ({ event }): TenantDayRow => ({
      tenantId: event.tenantId,
      day: dayText(event.at),
      clicks: 0,
      bots: 0,
    }),
    count,
  );
  return rows.sort((one, other) => byText(one.tenantId, other.tenantId) || byText(one.day, other.day));
}

function visitorsOf(clicks: readonly RawRow[]): VisitorsRow[] {
  const people = clicks.filter(({ event, bot }) => !bot && event.visitor !== null);
  const rows = grouped(
    people,
    ({ event }) => `${dayText(event.at)} ${event.linkId}`,
    ({ event }): VisitorsRow => ({
      linkId: event.linkId,
      day: dayText(event.at),
      visitors: new Set(),
    }),
    (row, { event }) => row.visitors.add(event.visitor!),
  );
  return rows.sort((one, other) => byNumberText(one.linkId, other.linkId) || byText(one.day, other.day));
}

function grouped<Row>(
  clicks: readonly RawRow[],
  keyOf: (click: RawRow) => string,
  create: (click: RawRow) => Row,
  add: (row: Row, click: RawRow) => void,
): Row[] {
  const rows = new Map<string, Row>();
  for (const click of clicks) {
    const key = keyOf(click);
    const row = rows.get(key) ?? create(click);
    rows.set(key, row);
    add(row, click);
  }
  return [...rows.values()];
}

function count(row: { clicks: number; bots: number }, { bot }: RawRow): void {
  row.clicks += 1;
  if (bot) row.bots += 1;
}
