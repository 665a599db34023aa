import { eventWidths, UNKNOWN_COUNTRY, type DescribedClick } from './click-event.js';

export type Fields<Shape> = Readonly<Record<keyof Shape, (value: unknown) => boolean>>;

/** The last millisecond of the year 9999, the end of RFC 3339. */
export const TIME_MS_MAX = 253_402_300_799_999;

/** 2^63 - 1, the largest id of a Postgres bigint. */
const LINK_ID_MAX = '9223372036854775807';

/** Text that Postgres can hold: no NUL, no lone surrogate, not longer than `width`. */
export function isText(value: unknown, width: number): value is string {
  return typeof value === 'string' && value.length <= width && value.isWellFormed() && !value.includes('\0');
}

export function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= TIME_MS_MAX;
}

const checks: Fields<DescribedClick> = {
  linkId: isLinkId,
  tenantId: (value) => isText(value, eventWidths.tenantId),
  name: (value) => isText(value, eventWidths.name),
  at: isTime,
  visitor: (value) => value === null || (typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)),
  country: (value) => value === UNKNOWN_COUNTRY || (typeof value === 'string' && /^[A-Z]{2}$/.test(value)),
  referrerHost: (value) => isText(value, eventWidths.referrerHost),
  language: (value) => isText(value, eventWidths.language),
  agent: (value) => isText(value, eventWidths.agent),
  replayed: (value) => value === undefined || value === true,
};

const keys = Object.keys(checks) as (keyof DescribedClick)[];

/** Names the first field that is not as `ClickEvent` says; undefined when all are. */
export function eventFault(event: { readonly [Field in keyof DescribedClick]?: unknown }):
  string | undefined {
  for (const key of keys) if (!checks[key](event[key])) return `bad ${key}`;
  return undefined;
}

/** Decimal text without leading zeros, so that text order of equal lengths is number order. */
function isLinkId(value: unknown): boolean {
  if (typeof value !== 'string' || !/^(0|[1-9]\d{0,18})$/.test(value)) return false;
  return value.length < LINK_ID_MAX.length || value <= LINK_ID_MAX;
}
