export interface RefreshAheadRule {
  /** ms since 1970. */
  readonly freshUntilMs: number;
  /** How long it takes to have a new copy, in ms. */
  readonly deltaMs: number;
  /** Above 1 it is refreshed earlier, below 1 later. */
  readonly beta: number;
}

/**
 * XFetch: each reader draws whether to read anew before the copy lapses, the likelier the nearer the end is:
 * P = e^(-left / (beta * delta)). Readers that do not know of each other thus rarely refresh together.
 * Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015.
 */
export function isRefreshDue(
  { freshUntilMs, deltaMs, beta }: RefreshAheadRule,
  nowMs: number,
  random: () => number = Math.random,
): boolean {
  // 1 - random() lies in (0, 1], where the logarithm is finite.
  return nowMs - deltaMs * beta * Math.log(1 - random()) >= freshUntilMs;
}
