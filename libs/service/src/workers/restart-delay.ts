const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** A worker that lived for so long did not fail at its start: its successor does not wait for long. */
export const STEADY_AFTER_MS = 60_000;

/** How long a place stays empty: doubled with each worker in a row that did not live for long. */
export function restartDelayMs(failuresInARow: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failuresInARow - 1));
}
