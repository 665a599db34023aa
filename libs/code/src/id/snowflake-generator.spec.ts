import { describe, expect, it } from '@jest/globals';
import { compactLayout, standardLayout, type IdLayout } from './id-layout.js';
import { ClockBackError, MintBoundError } from './mint.errors.js';
import { CLOCK_BACK_WAIT_MAX_MS, SnowflakeGenerator } from './snowflake-generator.js';
import { decomposeId } from './snowflake-id.js';

const T0 = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 86_400_000;

/** A generator on a clock that stands still until it is told otherwise. */
function setUp({ layout = standardLayout, firstMs = T0 }: { layout?: IdLayout; firstMs?: number } = {}) {
  const clock = { nowMs: T0 };
  const held = { checks: 0, lost: false };
  const assertHeld = () => {
    held.checks += 1;
    if (held.lost) throw new Error('lease lost');
  };
  const generator = new SnowflakeGenerator({
    layout,
    worker: 5,
    firstMs,
    now: () => clock.nowMs,
    assertHeld,
  });
  generator.allowBelow(T0 + 2 * DAY_MS);
  const mint = () => {
    const taken = generator.take();
    if ('waitMs' in taken) throw new Error(`told to wait ${taken.waitMs} ms`);
    return decomposeId(layout, taken.id);
  };
  return { clock, generator, held, mint };
}

describe('minting', () => {
  it('counts up within a tick and starts at 0 in the next', () => {
    const { clock, mint } = setUp();
    expect(mint()).toEqual({ timeMs: T0, worker: 5, sequence: 0 });
    expect(mint()).toEqual({ timeMs: T0, worker: 5, sequence: 1 });
    clock.nowMs += 1;
    expect(mint()).toEqual({ timeMs: T0 + 1, worker: 5, sequence: 0 });
  });

  it('spreads 10,000 ids asked for in one frozen millisecond over three, without wrap or duplicate', () => {
    const { clock, generator } = setUp();
    const ids = new Set<bigint>();
    const perMs: number[] = [];
    while (ids.size < 10_000) {
      const before = ids.size;
      let taken = generator.take();
      for (; 'id' in taken && ids.size < 10_000; taken = generator.take()) ids.add(taken.id);
      perMs.push(ids.size - before);
      if ('waitMs' in taken) {
        expect(taken.waitMs).toBe(1);
        expect(generator.take()).toEqual({ waitMs: 1 });
      }
      clock.nowMs += 1;
    }
    expect(perMs).toEqual([4_096, 4_096, 1_808]);
  });

  it('sits the waits out in next()', async () => {
    const { clock, generator } = setUp();
    const timer = setInterval(() => (clock.nowMs += 1), 2);
    const ids = await Promise.all(Array.from({ length: 10_000 }, () => generator.next()));
    clearInterval(timer);
    expect(new Set(ids).size).toBe(10_000);
    expect(decomposeId(standardLayout, ids.at(-1)!).timeMs).toBeGreaterThanOrEqual(T0 + 2);
  });

  it('mints 1,024 ids in a tick of the compact layout, then waits for the next second', () => {
    const { clock, generator, mint } = setUp({ layout: compactLayout });
    clock.nowMs += 300;
    for (let sequence = 0; sequence < 1_024; sequence += 1) expect(mint().sequence).toBe(sequence);
    expect(generator.take()).toEqual({ waitMs: 700 });
    clock.nowMs += 700;
    expect(mint()).toEqual({ timeMs: T0 + 1_000, worker: 5, sequence: 0 });
  });

  it('refuses workers and times that the layout cannot hold', () => {
    const options = { layout: standardLayout, worker: 0, firstMs: T0, now: () => T0 };
    for (const worker of [-1, 1_024, 0.5, Number.NaN]) {
      expect(() => new SnowflakeGenerator({ ...options, worker })).toThrow(RangeError);
    }
    expect(() => new SnowflakeGenerator({ ...options, firstMs: Number.NaN })).toThrow(RangeError);
    const { clock, generator } = setUp();
    generator.allowBelow(1e15);
    clock.nowMs = Date.UTC(2095, 8, 8);
    expect(() => generator.take()).toThrow(RangeError);
  });
});

describe('a clock that steps back', () => {
  it('is waited for up to 100 ms', () => {
    const { clock, generator, mint } = setUp();
    const last = mint();
    for (const backMs of [1, 5, CLOCK_BACK_WAIT_MAX_MS]) {
      clock.nowMs = T0 - backMs;
      expect(generator.take()).toEqual({ waitMs: backMs });
    }
    clock.nowMs = T0;
    expect(mint()).toEqual({ ...last, sequence: 1 });
  });

  it('is refused beyond, with how far, until it has caught up', () => {
    const { clock, generator, mint } = setUp();
    mint();
    for (const backMs of [CLOCK_BACK_WAIT_MAX_MS + 1, 5_000, 3_600_000]) {
      clock.nowMs = T0 - backMs;
      expect(() => generator.take()).toThrow(ClockBackError);
      expect(() => generator.take()).toThrow(expect.objectContaining({ behindMs: backMs }));
    }
    clock.nowMs = T0 + 1;
    expect(mint()).toEqual({ timeMs: T0 + 1, worker: 5, sequence: 0 });
  });

  it('is waited for up to a tick where ticks are longer', () => {
    const { clock, generator, mint } = setUp({ layout: compactLayout });
    mint();
    clock.nowMs = T0 - 1_000;
    expect(generator.take()).toEqual({ waitMs: 1_000 });
    clock.nowMs = T0 - 1_001;
    expect(() => generator.take()).toThrow(ClockBackError);
  });
});

describe('the bounds of a lease', () => {
  it('mint nothing before firstMs', () => {
    const { clock, generator, mint } = setUp({ firstMs: T0 + 50 });
    expect(generator.take()).toEqual({ waitMs: 50 });
    clock.nowMs = T0 - 60;
    expect(() => generator.take()).toThrow(ClockBackError);
    clock.nowMs = T0 + 50;
    expect(mint().timeMs).toBe(T0 + 50);
  });

  it('start in a whole tick after firstMs, since the tick it cuts may be used', () => {
    const { clock, generator, mint } = setUp({ layout: compactLayout, firstMs: T0 + 1 });
    clock.nowMs = T0 + 999;
    expect(generator.take()).toEqual({ waitMs: 1 });
    clock.nowMs = T0 + 1_000;
    expect(mint().timeMs).toBe(T0 + 1_000);
  });

  it('mint nothing at or above the bound, and nothing before it was raised once', () => {
    const clock = { nowMs: T0 };
    const options = { layout: standardLayout, worker: 0, firstMs: T0, now: () => clock.nowMs };
    const generator = new SnowflakeGenerator(options);
    expect(() => generator.take()).toThrow(MintBoundError);
    generator.allowBelow(T0 + 10);
    clock.nowMs = T0 + 9;
    expect(generator.take()).toHaveProperty('id');
    clock.nowMs = T0 + 10;
    expect(() => generator.take()).toThrow(expect.objectContaining({ mintBelowMs: T0 + 10 }));
    generator.allowBelow(T0 + 5);
    clock.nowMs = T0 + 9;
    expect(generator.take()).toHaveProperty('id');
    expect(() => generator.allowBelow(Number.NaN)).toThrow(RangeError);
    clock.nowMs = Number.NaN;
    expect(() => generator.take()).toThrow(MintBoundError);
  });

  it('let a clock that jumped ahead come back: refused ids leave no trace', () => {
    const { clock, generator, mint } = setUp();
    clock.nowMs = T0 + 2 * DAY_MS;
    expect(() => generator.take()).toThrow(MintBoundError);
    clock.nowMs = T0;
    expect(mint().timeMs).toBe(T0);
  });

  it('tell a successor where to start', () => {
    const { clock, generator, mint } = setUp({ layout: compactLayout });
    expect(generator.lastMs).toBeUndefined();
    expect(generator.nextFreeMs).toBe(T0);
    clock.nowMs += 2_345;
    mint();
    expect(generator.lastMs).toBe(T0 + 2_000);
    expect(generator.nextFreeMs).toBe(T0 + 3_000);
  });

  it('are checked before every id, also after a wait', async () => {
    const { clock, generator, held, mint } = setUp();
    mint();
    expect(held.checks).toBe(1);
    clock.nowMs = T0 - 10;
    const waiting = generator.next();
    held.lost = true;
    clock.nowMs = T0 + 1;
    await expect(waiting).rejects.toThrow('lease lost');
    expect(generator.lastMs).toBe(T0);
  });
});
