const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const STEP = 1024;

/** What stands where nothing is known. */
export const UNKNOWN = '-';

/** 1536 -> `1.5 KiB`; three digits at most, so that columns stay narrow. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  let [value, unit] = [bytes, 0];
  // 1023.6 KiB would be rounded to the four digits of 1024.
  while (Math.round(value) >= STEP && unit < UNITS.length - 1) [value, unit] = [value / STEP, unit + 1];
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** 1234567 -> `1,234,567`. */
export function countText(count: number | null): string {
  return count === null ? UNKNOWN : count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** An estimate says that it is one. */
export function estimateText(count: number | null): string {
  return count === null ? UNKNOWN : `~${countText(count)}`;
}

/** `1 link`, `2 links`. */
export function counted(count: number, thing: string): string {
  return `${countText(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** The date alone where the moment is a UTC midnight. */
export function momentText(timeMs: number | null): string {
  if (timeMs === null) return UNKNOWN;
  return new Date(timeMs).toISOString().replace('T00:00:00.000Z', '');
}
