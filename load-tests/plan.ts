/** What the plan expects of the whole service, and how much load it names. Thresholds are in k6's words. */

/** Redirects a second: 100 million a day spread evenly, and at the peak. */
export const REDIRECTS_AVERAGE = 1_157;
export const REDIRECTS_PEAK = 10_000;

/** Of redirects, in milliseconds. */
export const REDIRECT_MS = ['p(50)<10', 'p(95)<50', 'p(99)<100'];

/** Of the management API and the statistics, in milliseconds. */
export const API_MS = ['p(50)<100', 'p(95)<200', 'p(99)<500'];

/** Answers that were not the right ones, and requests that could not be sent in time. */
export const ERROR_SHARE_MAX = 0.001;

/** Redirects that no shard was asked for. */
export const CACHE_HIT_SHARE_MIN = 0.95;
