import { describe, expect, it } from '@jest/globals';
import {
  compactLayout,
  idsPerSecond,
  layoutNamed,
  layoutNames,
  maxIdOf,
  sequenceCountOf,
  standardLayout,
  workerCountOf,
} from './id-layout.js';

describe('layouts', () => {
  it('are found by name', () => {
    expect(layoutNames).toEqual(['standard', 'compact']);
    for (const name of layoutNames) expect(layoutNamed(name)?.name).toBe(name);
    for (const name of ['', 'Standard', 'toString', '__proto__']) expect(layoutNamed(name)).toBeUndefined();
  });

  it('count from 2026 and cannot be changed', () => {
    for (const layout of [standardLayout, compactLayout]) {
      expect(new Date(layout.epochMs).toISOString()).toBe('2026-01-01T00:00:00.000Z');
      expect(Object.isFrozen(layout) && Object.isFrozen(layout.codeShapes)).toBe(true);
    }
  });

  it('standard: 4,194,304,000 ids a second over 1,024 workers, up to 2^63 - 1', () => {
    expect(workerCountOf(standardLayout)).toBe(1_024);
    expect(sequenceCountOf(standardLayout)).toBe(4_096);
    expect(idsPerSecond(standardLayout)).toBe(4_194_304_000);
    expect(maxIdOf(standardLayout)).toBe(2n ** 63n - 1n);
  });

  it('compact: 131,072 ids a second over 128 workers, 1,024 each, up to 2^47 - 1', () => {
    expect(workerCountOf(compactLayout)).toBe(128);
    expect(idsPerSecond(compactLayout)).toBe(131_072);
    expect(idsPerSecond(compactLayout) / workerCountOf(compactLayout)).toBe(1_024);
    expect(maxIdOf(compactLayout)).toBe(2n ** 47n - 1n);
  });
});
