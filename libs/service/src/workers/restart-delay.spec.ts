import { describe, expect, it } from '@jest/globals';
import { restartDelayMs } from './restart-delay.js';

describe('the place of a worker that ended', () => {
  it('stays empty for longer each time, but never for longer than 30 s', () => {
    expect([0, 1, 2, 3, 4].map(restartDelayMs)).toEqual([250, 250, 500, 1000, 2000]);
    expect([8, 100, 10_000].map(restartDelayMs)).toEqual([30_000, 30_000, 30_000]);
  });
});
