/** Plain numbers, read when metrics are scraped: the redirect path pays an increment. */
export interface ResolverCounters {
  hits: number;
  misses: number;
  /** Misses that found the same name already under way. */
  joined: number;
  /** Answered "absent" from memory, without asking. */
  absentRemembered: number;
  /** Served beyond their time because the shard could not answer. */
  stale: number;
  failures: number;
}

export function zeroCounters(): ResolverCounters {
  return { hits: 0, misses: 0, joined: 0, absentRemembered: 0, stale: 0, failures: 0 };
}
