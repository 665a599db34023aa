import { setTimeout as sleep } from 'node:timers/promises';
import { sequenceCountOf, tickAt, tickStartMs, type IdLayout } from './id-layout.js';
import { ClockBackError, MintBoundError } from './mint.errors.js';
import { composeId } from './snowflake-id.js';

/**
 * A clock that stepped back this little is waited for; further back, minting is refused. A layout whose
 * tick is longer waits up to one tick.
 */
export const CLOCK_BACK_WAIT_MAX_MS = 100;

export interface SnowflakeOptions {
  readonly layout: IdLayout;
  readonly worker: number;
  /** Mint nothing before this moment: where the last holder of the worker id may have stopped. */
  readonly firstMs: number;
  /** Milliseconds since 1970. May step in any direction. */
  readonly now: () => number;
  /**
   * Called before every id, also after a wait; throws to refuse. A lease checks its own monotonic deadline
   * here, so that a process paused inside `next()` mints nothing once it is resumed.
   */
  readonly assertHeld?: () => void;
}

export type Take = { readonly id: bigint } | { readonly waitMs: number };

/**
 * Mints ids of one worker, strictly increasing whatever the clock does: it moves only from one tick to a
 * later one, and takes each sequence number of a tick once. Mints nothing until `allowBelow` was called.
 */
export class SnowflakeGenerator {
  readonly #options: SnowflakeOptions;
  readonly #sequenceCount: number;
  readonly #backWaitMaxMs: number;
  #mintBelowMs: number;
  #lastMs: number | undefined;
  /** The tick in use, its first id and its next sequence number. */
  #tick = 0;
  #firstId = 0n;
  #sequence = 0;

  /** RangeError for a worker or a first moment that the layout cannot hold. */
  constructor(options: SnowflakeOptions) {
    const { layout, firstMs } = options;
    assertFinite('firstMs', firstMs);
    this.#options = options;
    this.#sequenceCount = sequenceCountOf(layout);
    this.#backWaitMaxMs = Math.max(CLOCK_BACK_WAIT_MAX_MS, layout.tickMs);
    this.#mintBelowMs = firstMs;
    this.#begin(Math.max(0, firstTickFrom(layout, firstMs)));
  }

  /** The time of the newest id, in ms since 1970 (the start of its tick); undefined before the first. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  /**
   * Where a successor may start once this one mints no more: just past the newest id's tick, or at `firstMs`
   * if nothing was minted.
   */
  get nextFreeMs(): number {
    const { layout, firstMs } = this.#options;
    return this.#lastMs === undefined ? firstMs : this.#lastMs + layout.tickMs;
  }

  /** Raises the bound: ids are minted only for ticks that start below it. A lower bound changes nothing. */
  allowBelow(ms: number): void {
    assertFinite('bound', ms);
    this.#mintBelowMs = Math.max(this.#mintBelowMs, ms);
  }

  /**
   * The next id, or how long to wait for one: the tick's sequence is used up, or the clock stepped back a
   * little. Throws ClockBackError when it stepped back further, MintBoundError at or above the bound, and
   * RangeError past the layout's end.
   */
  take(): Take {
    const { layout, now, assertHeld } = this.#options;
    assertHeld?.();
    const nowMs = now();
    const tick = tickAt(layout, nowMs);
    if (tick < this.#tick) return { waitMs: this.#waitMs(nowMs) };
    // Written so that a clock that is not a number is refused too.
    if (!(tickStartMs(layout, tick) < this.#mintBelowMs)) throw new MintBoundError(this.#mintBelowMs);
    if (tick > this.#tick) this.#begin(tick);
    if (this.#sequence === this.#sequenceCount) return { waitMs: tickStartMs(layout, tick + 1) - nowMs };
    return { id: this.#mint() };
  }

  /** As `take`, but sits the waits out. */
  async next(): Promise<bigint> {
    for (;;) {
      const taken = this.take();
      if ('id' in taken) return taken.id;
      await sleep(Math.ceil(taken.waitMs));
    }
  }

  #waitMs(nowMs: number): number {
    const behindMs = tickStartMs(this.#options.layout, this.#tick) - nowMs;
    if (behindMs > this.#backWaitMaxMs) throw new ClockBackError(behindMs);
    return behindMs;
  }

  #begin(tick: number): void {
    const { layout, worker } = this.#options;
    this.#firstId = composeId(layout, { timeMs: tickStartMs(layout, tick), worker, sequence: 0 });
    this.#tick = tick;
    this.#sequence = 0;
  }

  #mint(): bigint {
    const id = this.#firstId + BigInt(this.#sequence);
    this.#sequence += 1;
    this.#lastMs = tickStartMs(this.#options.layout, this.#tick);
    return id;
  }
}

/** A tick that began before `firstMs` may hold ids of the last holder, so the first one starts at or after it. */
function firstTickFrom(layout: IdLayout, firstMs: number): number {
  return Math.ceil((firstMs - layout.epochMs) / layout.tickMs);
}

function assertFinite(what: string, ms: number): void {
  if (!Number.isFinite(ms)) throw new RangeError(`The ${what} ${ms} is no time.`);
}
