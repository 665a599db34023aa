import { describe, expect, it } from '@jest/globals';
import type { LinkTarget } from '@fleetlink/link';
import { cacheControl } from './cache-control.js';

const nowMs = Date.UTC(2026, 10, 22);

function target(redirectStatus: LinkTarget['redirectStatus'], livesSeconds: number | null): LinkTarget {
  const expiresAtMs = livesSeconds === null ? null : nowMs + livesSeconds * 1000;
  return {
    id: '1',
    name: 'n',
    tenantId: 't',
    url: 'https://a.example/',
    redirectStatus,
    state: 'active',
    expiresAtMs,
    version: 1,
  };
}

describe('cacheControl', () => {
  it.each([
    [302, null, 0, 'private, no-cache'],
    [307, 10, 0, 'private, no-cache'],
    [302, null, 30, 'public, max-age=0, s-maxage=30'],
    [307, 10, 30, 'public, max-age=0, s-maxage=10'],
    [301, null, 0, 'public, max-age=86400'],
    [308, 3600, 0, 'public, max-age=3600'],
    [301, 10_000_000, 30, 'public, max-age=86400'],
    [301, 0.5, 0, 'public, max-age=0'],
  ] as const)('%s living %s s, edge %s s: %s', (status, lives, edge, expected) => {
    expect(cacheControl(target(status, lives), nowMs, edge)).toBe(expected);
  });
});
