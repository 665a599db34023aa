/** Epoch arithmetic. UTC has no daylight saving, so a day, a quarter and a minute are constants. */
export const MINUTE_MS = 60_000;
export const QUARTER_MS = 15 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export function floorTo(at: number, grainMs: number): number {
  return at - (at % grainMs);
}

/** The UTC day of an instant as `2026-11-22`. */
export function dayText(at: number): string {
  return lastDay.start <= at && at < lastDay.start + DAY_MS ? lastDay.text : remembered(at);
}

// Clicks come in order of time: remembering one day spares almost every call the formatting.
let lastDay = { start: 0, text: '1970-01-01' };

function remembered(at: number): string {
  lastDay = { start: floorTo(at, DAY_MS), text: new Date(at).toISOString().slice(0, 10) };
  return lastDay.text;
}
