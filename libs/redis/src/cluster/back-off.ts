/** The first pause before a cluster that was lost altogether is tried again. */
export const BACK_OFF_FIRST_MS = 50;

/** Pauses double up to this one: Redis is used again within two seconds of being back. */
export const BACK_OFF_MAX_MS = 2000;

/**
 * Milliseconds to wait before the `attempt`-th try, counted from 1. Half of the pause is drawn by lot, so that a
 * fleet of processes that lost Redis together does not come back together.
 */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const pauseMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** (attempt - 1));
  return Math.round(pauseMs * (0.5 + random() / 2));
}
