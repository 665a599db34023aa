import type { LinkState, RedirectStatus } from '../link.entity.js';

/** What a redirect needs to know of a link, and no more. */
export interface LinkTarget {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly url: string;
  readonly redirectStatus: RedirectStatus;
  readonly state: LinkState;
  /** ms since 1970, or null for a link that lives for ever. */
  readonly expiresAtMs: number | null;
  readonly version: number;
}

/** What the name answers at this moment. */
export type Verdict = 'redirect' | 'absent' | 'gone' | 'blocked';

/** Expiry is a matter of the clock, to the second; a disabled link is as good as none to those who follow it. */
export function verdictOf(target: LinkTarget, nowMs: number): Verdict {
  if (target.state === 'blocked') return 'blocked';
  if (target.state === 'deleted') return 'gone';
  if (target.state === 'disabled') return 'absent';
  return target.expiresAtMs !== null && nowMs >= target.expiresAtMs ? 'gone' : 'redirect';
}
