import { describe, expect, it } from '@jest/globals';
import { WalHistory } from './wal-history.js';

const seen = (position: number, seenAtMs: number, lastCommitAgoMs: number | null = null) => ({
  position,
  seenAtMs,
  lastCommitAgoMs,
});

function history(...samples: [position: number, atMs: number][]): WalHistory {
  const made = new WalHistory();
  for (const [position, atMs] of samples) made.note(position, atMs);
  return made;
}

describe('the lag of a replica', () => {
  it('is unknown until the primary was asked', () => {
    expect(new WalHistory().lagMs(seen(1000, 5))).toBeUndefined();
  });

  it('is nothing for one that has all of it, however long the primary has been idle', () => {
    const idle = history([1000, 0], [1000, 1000], [1000, 3_600_000]);
    expect(idle.lagMs(seen(1000, 3_600_001, 3_600_000))).toBe(0);
    expect(idle.lagMs(seen(1001, 3_600_001))).toBe(0);
  });

  it('is the age of the first position it lacks', () => {
    const busy = history([1000, 0], [2000, 1000], [3000, 2000], [4000, 3000]);
    busy.note(4000, 4000, 4001);
    expect(busy.lagMs(seen(4000, 4002))).toBe(0);
    expect(busy.lagMs(seen(3999, 4001))).toBe(1001);
    expect(busy.lagMs(seen(3000, 4000))).toBe(1000);
    expect(busy.lagMs(seen(1000, 4001))).toBe(3001);
  });

  it('does not grow while the primary is silent, whose last bytes may be lost', () => {
    const silent = history([1000, 0], [2000, 1000], [3000, 2000]);
    expect(silent.lagMs(seen(2999, 60_000))).toBe(0);
    expect(silent.lagMs(seen(1000, 60_000))).toBe(1000);
  });

  it('does not count the idle hour before the first write that it lacks', () => {
    expect(
      history([1000, 0], [2000, 3_600_000], [2000, 3_600_010]).lagMs(seen(1000, 3_600_010, 3_600_000)),
    ).toBe(10);
  });

  it('of one behind all that is remembered is what the timestamps of commits tell, or endless', () => {
    expect(history([2000, 0]).lagMs(seen(1000, 5, 60_000))).toBe(60_000);
    expect(history([2000, 0]).lagMs(seen(1000, 5))).toBe(Infinity);
  });

  it('begins anew when a primary stands before the one it follows', () => {
    expect(history([2000, 0], [9000, 1000], [5000, 2000]).lagMs(seen(5000, 4000))).toBe(0);
  });

  it('is nothing when only the header of the next page is missing', () => {
    expect(history([16_777_216 + 40, 0]).lagMs(seen(16_777_216, 9000))).toBe(0);
    expect(history([8192 + 24, 0]).lagMs(seen(8192, 9000))).toBe(0);
    expect(history([0, 0], [8192 + 41, 0], [8192 + 41, 9000]).lagMs(seen(8192, 9000))).toBe(9000);
  });
});
