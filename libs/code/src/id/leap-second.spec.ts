import { describe, expect, it } from '@jest/globals';
import { standardLayout } from './id-layout.js';
import { ClockBackError } from './mint.errors.js';
import { SnowflakeGenerator } from './snowflake-generator.js';

const MIDNIGHT_MS = Date.UTC(2026, 11, 31);
const DAY_MS = 86_400_000;

/** The ids minted while the clock shows these times, and how often minting was refused. */
function mintAt(timesMs: readonly number[]): { ids: bigint[]; refused: number } {
  const clock = { nowMs: MIDNIGHT_MS };
  const firstMs = MIDNIGHT_MS - DAY_MS;
  const options = { layout: standardLayout, worker: 5, firstMs, now: () => clock.nowMs };
  const generator = new SnowflakeGenerator(options);
  generator.allowBelow(MIDNIGHT_MS + 2 * DAY_MS);
  const ids: bigint[] = [];
  let refused = 0;
  for (clock.nowMs of timesMs) {
    try {
      const taken = generator.take();
      if ('id' in taken) ids.push(taken.id);
    } catch (error) {
      expect(error).toBeInstanceOf(ClockBackError);
      refused += 1;
    }
  }
  return { ids, refused };
}

function expectIncreasing(ids: readonly bigint[]): void {
  expect(ids.filter((id, at) => at > 0 && id <= ids[at - 1]!)).toEqual([]);
}

describe('a leap second', () => {
  it('that shows the last second of the day twice is refused the second time', () => {
    const secondMs = Array.from({ length: 100 }, (_, step) => MIDNIGHT_MS - 1_000 + step * 10);
    const { ids, refused } = mintAt([...secondMs, ...secondMs, MIDNIGHT_MS, MIDNIGHT_MS + 10]);
    expectIncreasing(ids);
    // The last 100 ms and what lies ahead of the last id need no refusal: 989 ms back is too far, 100 is not.
    expect(refused).toBe(89);
    expect(ids).toHaveLength(103);
  });

  it('that shows 23:59:60 as the first second of the next day, and then again, is refused alike', () => {
    const secondMs = Array.from({ length: 100 }, (_, step) => MIDNIGHT_MS + step * 10);
    const { ids, refused } = mintAt([...secondMs, ...secondMs, MIDNIGHT_MS + 1_000]);
    expectIncreasing(ids);
    expect(refused).toBe(89);
  });

  it('smeared over a day is not noticed', () => {
    const smear = 1 - 1 / 86_400;
    const timesMs = Array.from({ length: 8_640 }, (_, step) => MIDNIGHT_MS + step * 10_000 * smear);
    const { ids, refused } = mintAt(timesMs);
    expectIncreasing(ids);
    expect(ids).toHaveLength(8_640);
    expect(refused).toBe(0);
  });
});
