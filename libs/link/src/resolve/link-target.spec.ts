import { describe, expect, it } from '@jest/globals';
import { linkTarget } from '../testing/link-cache.contract.js';
import { verdictOf } from './link-target.js';

describe('verdictOf', () => {
  it.each([
    [{}, 0, 'redirect'],
    [{ expiresAtMs: 10_000 }, 9999, 'redirect'],
    [{ expiresAtMs: 10_000 }, 10_000, 'gone'],
    [{ state: 'disabled' }, 0, 'absent'],
    [{ state: 'disabled', expiresAtMs: 10 }, 20, 'absent'],
    [{ state: 'deleted' }, 0, 'gone'],
    [{ state: 'blocked', expiresAtMs: 10 }, 20, 'blocked'],
  ] as const)('of %j at %d is %s', (fields, nowMs, verdict) => {
    expect(verdictOf(linkTarget(fields), nowMs)).toBe(verdict);
  });
});
