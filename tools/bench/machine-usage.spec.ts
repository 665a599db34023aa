import { describe, expect, it } from '@jest/globals';
import { busyMsIn } from './machine-usage.ts';

describe('the time that the whole machine was busy', () => {
  it('leaves out idle time and waiting for disks, and counts guests once', () => {
    const stat = 'cpu  1 2 3 1000 2000 4 5 6 1 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(busyMsIn(stat)).toBe(210);
  });

  it('is unknown where there is no such file', () => {
    expect(busyMsIn('')).toBeNaN();
  });
});
