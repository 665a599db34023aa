import { describe, expect, it } from '@jest/globals';
import { timeLeft, within } from './deadline.js';

describe('the time left for a step', () => {
  it('is its own bound, or what is left of the request', () => {
    expect(timeLeft(performance.now() + 10_000, 300)).toBe(300);
    expect(timeLeft(Infinity, 300)).toBe(300);
    const left = timeLeft(performance.now() + 100, 300);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(100);
  });

  it('is none once the deadline has passed: the step is not begun', () => {
    expect(() => timeLeft(performance.now() - 1, 300)).toThrow(
      expect.objectContaining({ kind: 'unavailable', code: 'deadline/passed', retryAfterSeconds: 1 }),
    );
  });
});

describe('work within a time', () => {
  const late = () => new Error('late');

  it('is what it comes to, good or bad', async () => {
    expect(await within(Promise.resolve(5), 1000, late)).toBe(5);
    await expect(within(Promise.reject(new Error('bad')), 1000, late)).rejects.toThrow('bad');
  });

  it('is late when it takes longer', async () => {
    await expect(within(new Promise(() => {}), 5, late)).rejects.toThrow('late');
  });
});
