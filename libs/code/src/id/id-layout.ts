/** 2026-01-01T00:00:00Z: ids count their time from here. Moving it would give old ids new times. */
const EPOCH_MS = 1_767_225_600_000;

/** A code of one length: the base62 digits of its two halves. Codes of a layout grow from shape to shape. */
export interface CodeShape {
  readonly highDigits: number;
  readonly lowDigits: number;
}

/**
 * How an id is cut, most significant first: `timeBits` of ticks since `epochMs`, `workerBits`,
 * `sequenceBits`. After Twitter's Snowflake (2010), with the sizes as values.
 */
export interface IdLayout {
  readonly name: string;
  readonly epochMs: number;
  readonly tickMs: number;
  readonly timeBits: number;
  readonly workerBits: number;
  readonly sequenceBits: number;
  /** Shortest first; the last one must hold every id of the layout. */
  readonly codeShapes: readonly CodeShape[];
}

/** 4,194,304,000 ids a second over 1,024 workers until 2095; codes of 10 characters, 11 from May 2032. */
export const standardLayout: IdLayout = Object.freeze({
  name: 'standard',
  epochMs: EPOCH_MS,
  tickMs: 1,
  timeBits: 41,
  workerBits: 10,
  sequenceBits: 12,
  codeShapes: Object.freeze([
    { highDigits: 5, lowDigits: 5 },
    { highDigits: 6, lowDigits: 5 },
  ]),
});

/** 131,072 ids a second over 128 workers until 2060; codes of 8 characters throughout. */
export const compactLayout: IdLayout = Object.freeze({
  name: 'compact',
  epochMs: EPOCH_MS,
  tickMs: 1_000,
  timeBits: 30,
  workerBits: 7,
  sequenceBits: 10,
  codeShapes: Object.freeze([{ highDigits: 4, lowDigits: 4 }]),
});

const layouts = [standardLayout, compactLayout];

export const layoutNames: readonly string[] = layouts.map((layout) => layout.name);

export function layoutNamed(name: string): IdLayout | undefined {
  return layouts.find((layout) => layout.name === name);
}

export function workerCountOf(layout: IdLayout): number {
  return 2 ** layout.workerBits;
}

/** The most ids one worker can mint in one tick. */
export function sequenceCountOf(layout: IdLayout): number {
  return 2 ** layout.sequenceBits;
}

/** The most ids all workers together can mint in a second. */
export function idsPerSecond(layout: IdLayout): number {
  return (workerCountOf(layout) * sequenceCountOf(layout) * 1_000) / layout.tickMs;
}

/** The largest id of the layout; 2^63 - 1 for `standard`. */
export function maxIdOf(layout: IdLayout): bigint {
  return 2n ** BigInt(layout.timeBits + layout.workerBits + layout.sequenceBits) - 1n;
}

/** The tick that holds this moment; negative before the epoch, unchecked above the layout's end. */
export function tickAt(layout: IdLayout, timeMs: number): number {
  return Math.floor((timeMs - layout.epochMs) / layout.tickMs);
}

/** The first millisecond of a tick, since 1970. */
export function tickStartMs(layout: IdLayout, tick: number): number {
  return layout.epochMs + tick * layout.tickMs;
}
