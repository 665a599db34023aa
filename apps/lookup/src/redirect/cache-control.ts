import type { LinkTarget } from '@fleetlink/link';

/** Permanent redirects are kept by browsers for a day at the most, so that an edit reaches everyone. */
const PERMANENT_SECONDS_MAX = 86_400;

/** Whether and how long the redirect may be kept (RFC 9111); never beyond the link's own expiry. */
export function cacheControl(target: LinkTarget, nowMs: number, edgeCacheSeconds: number): string {
  if (target.redirectStatus === 301 || target.redirectStatus === 308)
    return `public, max-age=${secondsWithinLife(target, nowMs, PERMANENT_SECONDS_MAX)}`;
  if (edgeCacheSeconds === 0) return 'private, no-cache';
  return `public, max-age=0, s-maxage=${secondsWithinLife(target, nowMs, edgeCacheSeconds)}`;
}

function secondsWithinLife({ expiresAtMs }: LinkTarget, nowMs: number, secondsMax: number): number {
  if (expiresAtMs === null) return secondsMax;
  return Math.max(0, Math.min(secondsMax, Math.floor((expiresAtMs - nowMs) / 1000)));
}
