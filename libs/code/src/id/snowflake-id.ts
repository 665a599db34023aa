import { maxIdOf, sequenceCountOf, tickAt, tickStartMs, workerCountOf, type IdLayout } from './id-layout.js';

/** Postgres' largest bigint, and so the largest id of any layout. */
export const MAX_ID = 2n ** 63n - 1n;

/** 2^63 - 1 has 19 decimal digits; longer texts are refused before they are parsed. */
const ID_DIGITS_MAX = 19;

export interface IdParts {
  /** Milliseconds since 1970; of a decomposed id, the start of its tick. */
  readonly timeMs: number;
  readonly worker: number;
  readonly sequence: number;
}

/** Joins the parts into an id. RangeError for a time, worker or sequence that the layout cannot hold. */
export function composeId(layout: IdLayout, { timeMs, worker, sequence }: IdParts): bigint {
  const tick = tickAt(layout, timeMs);
  assertWithin('time', tick, 2 ** layout.timeBits);
  assertWithin('worker', worker, workerCountOf(layout));
  assertWithin('sequence', sequence, sequenceCountOf(layout));
  const low = worker * sequenceCountOf(layout) + sequence;
  return (BigInt(tick) << BigInt(layout.workerBits + layout.sequenceBits)) | BigInt(low);
}

/** The parts an id was made of. RangeError for an id outside the layout. */
export function decomposeId(layout: IdLayout, id: bigint): IdParts {
  if (id < 0n || id > maxIdOf(layout)) throw new RangeError(`${id} is no id of the layout ${layout.name}.`);
  const low = Number(BigInt.asUintN(layout.workerBits + layout.sequenceBits, id));
  const tick = Number(id >> BigInt(layout.workerBits + layout.sequenceBits));
  const sequenceCount = sequenceCountOf(layout);
  return {
    timeMs: tickStartMs(layout, tick),
    worker: Math.floor(low / sequenceCount),
    sequence: low % sequenceCount,
  };
}

/**
 * The smallest id of the tick that holds this millisecond, for range bounds. Times before the epoch give
 * 0, because every id lies at or above it. RangeError past the layout's end.
 */
export function firstIdAt(layout: IdLayout, timeMs: number): bigint {
  return composeId(layout, { timeMs: Math.max(timeMs, layout.epochMs), worker: 0, sequence: 0 });
}

/**
 * An id from its decimal string, the only form in which JSON carries one: a JSON number would lose digits
 * above 2^53. Undefined for anything but the canonical text of 0 to 2^63 - 1.
 */
export function parseId(text: string): bigint | undefined {
  if (text.length > ID_DIGITS_MAX || !/^(0|[1-9][0-9]*)$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= MAX_ID ? id : undefined;
}

function assertWithin(part: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new RangeError(`The ${part} ${value} lies outside 0 to ${count - 1}.`);
}
