import { describe, expect, it } from '@jest/globals';
import { standardLayout } from './id-layout.js';
import { ClockBackError, MintBoundError } from './mint.errors.js';
import { SnowflakeGenerator } from './snowflake-generator.js';

const T0 = Date.UTC(2026, 10, 22, 12);
const IDS = 5_000_000;
const WORKERS = [0, 1, 511, 1_023];
const TAKES_PER_TURN = 2_000;
const TURN_MS = 20;
const LEASE_MS = 1_000;

/**
 * The machine's clock runs beside the true time and is stepped by the script, at these turns. Whole turns,
 * so that a clock set back shows the very milliseconds again in which ids were minted before.
 */
const clockStepsMs = new Map([
  [40, -21],
  [41, 21],
  [300, -5_000],
  [360, 5_000],
  [420, -3_600_000],
  [440, 3_600_000],
  [480, 3_600_000],
  [520, -3_600_000],
  [560, -5_000],
  [600, 5_000],
  [700, 100],
  [710, -100],
]);

/** Restarts: two inside a rolled-back window, from the recorded bound; one in quiet times, from where it stopped. */
const restarts = new Map<number, 'at the bound' | 'where it stopped'>([
  [310, 'at the bound'],
  [570, 'at the bound'],
  [660, 'where it stopped'],
]);

/** Four workers of one machine whose leases are renewed, by the true time, every turn. */
class Machine {
  readonly ids = new BigInt64Array(IDS);
  readonly met = { turns: 0, waits: 0, clockBack: 0, bound: 0, decreases: 0 };
  #count = 0;
  #clockMs = T0;
  #generators = WORKERS.map((worker) => this.#start(worker, T0));
  readonly #newest = WORKERS.map(() => -1n);

  run(): void {
    while (this.#count < IDS) {
      this.#clockMs += TURN_MS + (clockStepsMs.get(this.met.turns) ?? 0);
      const boundMs = T0 + this.met.turns * TURN_MS + LEASE_MS;
      this.#restart(boundMs - TURN_MS);
      this.#generators.forEach((generator, at) => {
        generator.allowBelow(boundMs);
        this.#mintTurn(generator, at);
      });
      this.met.turns += 1;
    }
  }

  #start(worker: number, firstMs: number): SnowflakeGenerator {
    return new SnowflakeGenerator({ layout: standardLayout, worker, firstMs, now: () => this.#clockMs });
  }

  #restart(recordedBoundMs: number): void {
    const restart = restarts.get(this.met.turns);
    if (restart === undefined) return;
    this.#generators = this.#generators.map((old, at) =>
      this.#start(WORKERS[at]!, restart === 'at the bound' ? recordedBoundMs : old.nextFreeMs),
    );
  }

  #mintTurn(generator: SnowflakeGenerator, at: number): void {
    try {
      for (let taken = 0; taken < TAKES_PER_TURN && this.#count < IDS; taken += 1) {
        const take = generator.take();
        if ('waitMs' in take) {
          this.met.waits += 1;
          return;
        }
        if (take.id <= this.#newest[at]!) this.met.decreases += 1;
        this.#newest[at] = take.id;
        this.ids[this.#count++] = take.id;
      }
    } catch (error) {
      if (error instanceof ClockBackError) this.met.clockBack += 1;
      else if (error instanceof MintBoundError) this.met.bound += 1;
      else throw error;
    }
  }
}

/** Sorted, equal ids are neighbours: that takes no set of 5 million BigInts. */
function duplicates(ids: BigInt64Array): number {
  const sorted = ids.toSorted();
  let count = 0;
  for (let at = 1; at < sorted.length; at += 1) if (sorted[at] === sorted[at - 1]) count += 1;
  return count;
}

describe('5 million ids from four workers over a clock that jumps', () => {
  it('hold no duplicate and increase for each worker, restarts included', () => {
    const machine = new Machine();
    machine.run();
    expect(machine.met.decreases).toBe(0);
    expect(duplicates(machine.ids)).toBe(0);
    // The script ran to its end and did bite: short waits, refusals by the clock and refusals by the lease.
    expect(machine.met.turns).toBeGreaterThan(Math.max(...clockStepsMs.keys()));
    expect(machine.met.waits).toBeGreaterThan(10);
    expect(machine.met.clockBack).toBeGreaterThan(300);
    expect(machine.met.bound).toBeGreaterThan(100);
  });

  it('would show a single duplicate', () => {
    expect(duplicates(BigInt64Array.of(5n, 3n, 9n, 5n))).toBe(1);
  });
});
