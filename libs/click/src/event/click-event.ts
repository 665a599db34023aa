/** One answered redirect, as it leaves the lookup process. It holds no full address. */
export interface ClickEvent {
  /** Unique for ever: the batch's id and the place in it. */
  readonly clickId: string;
  /** Decimal text: an id has more bits than a JSON number. */
  readonly linkId: string;
  readonly tenantId: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** 16 hexadecimal digits, comparable within one UTC day only; null when it cannot be told. */
  readonly visitor: string | null;
  /** ISO 3166-1 alpha-2 in capitals, or `unknown`. */
  readonly country: string;
  /** Host in lower case, or `direct`. */
  readonly referrerHost: string;
  /** First tag of Accept-Language in lower case, or `none`. */
  readonly language: string;
  readonly agent: string;
  /** Brought in from an old log: counted at its own time, whatever its age, and not stored singly. */
  readonly replayed?: true;
}

/** An event before its batch gives it an id. */
export type DescribedClick = Omit<ClickEvent, 'clickId'>;

/** What lookup knows of a click at the moment of the redirect, untouched. */
export interface ClickFacts {
  readonly linkId: bigint | string;
  readonly tenantId: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The client's full address. It is truncated before anything is written. */
  readonly address: string;
  /** The User-Agent, Referer and Accept-Language fields. */
  readonly agent: string | undefined;
  readonly referrer: string | undefined;
  readonly languages: string | undefined;
  /** The redirect's span, if it is traced; see `traceparentOf`. */
  readonly trace?: string | undefined;
  /** Set by CLICK_OVERRIDES only. */
  readonly country?: string;
  readonly replayed?: true;
}

/** Widths of the event's text fields in UTF-16 units; the parser refuses more, the recorder cuts to them. */
export const eventWidths = {
  tenantId: 64,
  name: 64,
  /** RFC 1035 section 2.3.4 allows 253 characters of a host. */
  referrerHost: 255,
  /** RFC 5646 section 4.4.1: buffers of 35 characters hold every registered language tag. */
  language: 35,
  agent: 1024,
} as const;

export const UNKNOWN_COUNTRY = 'unknown';

/** Text that Postgres and JSON both hold: cut to `width`, without NUL and lone surrogates. */
export function fieldText(text: string, width: number): string {
  const cut = text.length > width ? text.slice(0, width) : text;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}
