import { describe, expect, it } from '@jest/globals';
import { Problem } from '@fleetlink/problem';
import { accessLimits } from '../access.settings.js';
import { newKey, secretHash } from './key-text.js';
import { KeyVerifier } from './key-verifier.js';
import type { LivingKey } from './key.store.js';

const { keyFreshMs, keyStaleMs } = accessLimits;

/** The catalog as the verifier sees it: one key, which may be taken away, or nothing but silence. */
class Catalog {
  living: LivingKey | undefined;
  away = false;
  asked = 0;

  async findLiving(): Promise<LivingKey | undefined> {
    this.asked += 1;
    await Promise.resolve();
    if (this.away) throw new Problem('unavailable', 'postgres/unreachable', 'Away', { detail: 'Away.' });
    return this.living;
  }
}

function stage(expiresInMs: number | null = null) {
  const { id, secret, text } = newKey();
  const catalog = new Catalog();
  catalog.living = {
    tenantId: 'acme',
    secretSha256: secretHash(secret),
    scopes: ['links:read'],
    expiresInMs,
  };
  const clock = { nowMs: 1e6 };
  const verifier = new KeyVerifier(catalog, () => clock.nowMs);
  const outcome = async () => {
    try {
      return (await verifier.verify(text)).tenantId;
    } catch (error) {
      return (error as Problem).code;
    }
  };
  return { id, text, catalog, clock, verifier, outcome };
}

describe('KeyVerifier', () => {
  it('says who holds a key', async () => {
    const { verifier, text, id } = stage();
    const caller = { tenantId: 'acme', scopes: ['links:read'], keyId: id, anonymous: false };
    expect(await verifier.verify(text)).toEqual(caller);
  });

  it('refuses what is no key before any question', async () => {
    const { verifier, catalog } = stage();
    for (const text of ['', 'x', 'fl_AAAAbbbb1234_short'])
      await expect(verifier.verify(text)).rejects.toMatchObject({
        kind: 'unauthenticated',
        code: 'access/key-malformed',
      });
    expect(catalog.asked).toBe(0);
  });

  it('gives one answer for an unknown id and a wrong secret', async () => {
    const { verifier, catalog } = stage();
    const other = newKey().text;
    const refusal = (text: string) =>
      verifier.verify(text).catch((error: Problem) => ({ ...error, stack: '' }));
    const wrongSecret = await refusal(other);
    catalog.living = undefined;
    expect(await refusal(other)).toEqual(wrongSecret);
    expect(wrongSecret).toMatchObject({ kind: 'unauthenticated', code: 'access/key-unknown' });
  });

  it('asks once a second at most, and once for requests that come together', async () => {
    const { catalog, clock, outcome } = stage();
    await Promise.all([outcome(), outcome(), outcome()]);
    clock.nowMs += keyFreshMs - 1;
    await outcome();
    expect(catalog.asked).toBe(1);
    clock.nowMs += 1;
    await outcome();
    expect(catalog.asked).toBe(2);
  });

  it('refuses a revoked key a second later, and goes on refusing it while the catalog is away', async () => {
    const { catalog, clock, outcome } = stage();
    expect(await outcome()).toBe('acme');
    catalog.living = undefined;
    clock.nowMs += keyFreshMs;
    expect(await outcome()).toBe('access/key-unknown');
    catalog.away = true;
    clock.nowMs += keyFreshMs;
    expect(await outcome()).toBe('postgres/unreachable');
  });

  it('goes on accepting a known key for five minutes while the catalog is away, without asking each time', async () => {
    const { catalog, clock, outcome } = stage();
    const begunMs = clock.nowMs;
    await outcome();
    catalog.away = true;
    clock.nowMs += keyFreshMs;
    expect(await outcome()).toBe('acme');
    expect(await outcome()).toBe('acme');
    expect(catalog.asked).toBe(2);
    clock.nowMs = begunMs + keyStaleMs - 1;
    expect(await outcome()).toBe('acme');
    clock.nowMs = begunMs + keyStaleMs;
    expect(await outcome()).toBe('postgres/unreachable');
  });

  it('is unavailable, not unauthenticated, for a key it has not seen while the catalog is away', async () => {
    const { catalog, outcome } = stage();
    catalog.away = true;
    expect(await outcome()).toBe('postgres/unreachable');
  });

  it('lets no key live beyond its expiry, neither in memory nor while the catalog is away', async () => {
    const { catalog, clock, outcome } = stage(500);
    expect(await outcome()).toBe('acme');
    clock.nowMs += 500;
    catalog.living = undefined;
    expect(await outcome()).toBe('access/key-unknown');

    const other = stage(2_000);
    await other.outcome();
    other.catalog.away = true;
    other.clock.nowMs += 1_999;
    expect(await other.outcome()).toBe('acme');
    other.clock.nowMs += 1;
    expect(await other.outcome()).toBe('postgres/unreachable');
  });
});
