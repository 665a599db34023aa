import { isTime } from './event-check.js';

/** RFC 3339 section 5.6 with its seconds and offset; what Date.parse takes besides is refused. */
const instant = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

const country = /^[A-Za-z]{2}$/;

export interface ClickOverrides {
  readonly replayed: true;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly country?: string;
}

/**
 * What CLICK_OVERRIDES lets a request say of its own click: `X-Click-At` (RFC 3339) and `X-Click-Country`.
 * A malformed field is ignored; undefined when neither can be used.
 */
export function clickOverrides(
  clickAt: string | undefined,
  clickCountry: string | undefined,
): ClickOverrides | undefined {
  const at = instant.test(clickAt ?? '') ? Date.parse(clickAt!) : Number.NaN;
  const time = isTime(at) ? { at } : {};
  const place = country.test(clickCountry ?? '') ? { country: clickCountry!.toUpperCase() } : {};
  const overrides = { replayed: true as const, ...time, ...place };
  return Object.keys(overrides).length > 1 ? overrides : undefined;
}
