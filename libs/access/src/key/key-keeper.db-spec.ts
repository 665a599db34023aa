import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CatalogDatabase } from '@fleetlink/postgres';
import { ownCatalog, type OwnCatalog } from '../testing/own-catalog.fixture.js';
import { accessLimits } from '../access.settings.js';
import { scopes } from '../caller.js';
import { KeyKeeper } from './key-keeper.js';
import { parseKey } from './key-text.js';
import { KeyVerifier } from './key-verifier.js';
import { KeyStore } from './key.store.js';

describe('KeyKeeper', () => {
  let own: OwnCatalog;
  let catalog: CatalogDatabase;
  let keeper: KeyKeeper;
  beforeAll(async () => {
    own = await ownCatalog();
    catalog = own.catalog;
    keeper = new KeyKeeper(catalog);
  });
  afterAll(() => own.drop());

  /** A verifier with an empty memory: another process. */
  const verify = (key: string) => new KeyVerifier(new KeyStore(catalog)).verify(key);

  it('makes one first key for a new fleet, however many processes ask', async () => {
    const keepers = Array.from({ length: 5 }, () => new KeyKeeper(own.another()));
    const keys = (await Promise.all(keepers.map((each) => each.firstKey()))).filter(Boolean) as string[];
    expect(keys).toHaveLength(1);
    expect(await verify(keys[0] as string)).toMatchObject({ tenantId: 'default', scopes: [...scopes] });
    expect(await keeper.firstKey()).toBeUndefined();
  });

  it('makes keys that verify, and stores no secret', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const made = await keeper.create('default', { name: 'ci', scopes: ['links:write'], expiresAt });
    expect(made).toMatchObject({ name: 'ci', scopes: ['links:write'], expiresAt, revokedAt: null });
    expect(made.createdAt).toBeInstanceOf(Date);
    expect(await verify(made.key)).toEqual({
      tenantId: 'default',
      scopes: ['links:write'],
      keyId: made.id,
      anonymous: false,
    });
    const { secret } = parseKey(made.key) as { secret: string };
    const [row] = await catalog.query<{ text: string }>(
      { text: 'SELECT k::text FROM api_key k WHERE id = $1' },
      [made.id],
    );
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(row)).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('lists the keys of one tenant, newest first, without their secrets', async () => {
    await catalog.query({ text: "INSERT INTO tenant (id, name) VALUES ('acme', 'Acme')" });
    const first = await keeper.create('acme', { name: 'one', scopes: ['links:read'] });
    const second = await keeper.create('acme', { name: 'two', scopes: ['links:read'] });
    const listed = await keeper.list('acme');
    expect(listed.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(Object.keys(listed[0] ?? {}).sort()).toEqual([
      'createdAt',
      'expiresAt',
      'id',
      'name',
      'revokedAt',
      'scopes',
      'tenantId',
    ]);
  });

  it('revokes a key of the tenant only, and once', async () => {
    const { id, key } = await keeper.create('acme', { name: 'x', scopes: ['links:read'] });
    await expect(keeper.revoke('default', id)).rejects.toMatchObject({ code: 'access/key-absent' });
    expect(await verify(key)).toMatchObject({ keyId: id });
    await keeper.revoke('acme', id);
    await expect(verify(key)).rejects.toMatchObject({ code: 'access/key-unknown' });
    await expect(keeper.revoke('acme', id)).rejects.toMatchObject({ kind: 'absent' });
    const [newest] = await keeper.list('acme');
    expect(newest).toMatchObject({ id, revokedAt: expect.any(Date) });
  });

  it('refuses an expired key by the clock of the database', async () => {
    const { id, key } = await keeper.create('acme', {
      name: 'x',
      scopes: [],
      expiresAt: new Date(Date.now() + 9e4),
    });
    await catalog.query({ text: "UPDATE api_key SET expires_at = now() - interval '1 ms' WHERE id = $1" }, [
      id,
    ]);
    await expect(verify(key)).rejects.toMatchObject({ code: 'access/key-unknown' });
  });

  it('refuses what makes no sense', async () => {
    const wish = { name: 'x', scopes: ['links:read'] as const };
    const past = { ...wish, expiresAt: new Date(Date.now() - 1) };
    await expect(keeper.create('acme', past)).rejects.toMatchObject({
      kind: 'invalid',
      errors: [{ pointer: '/expiresAt', rule: 'access/expiry-past' }],
    });
    await expect(keeper.create('nobody', wish)).rejects.toMatchObject({ code: 'access/tenant-absent' });
  });

  it('bounds the living keys of a tenant; revoked and expired ones do not count', async () => {
    await catalog.query({ text: "INSERT INTO tenant (id, name) VALUES ('full', 'Full')" });
    const fill = (count: number, prefix: string, ended: string) =>
      catalog.query(
        {
          text: `INSERT INTO api_key (id, tenant_id, name, secret_sha256, scopes, ${ended})
            SELECT $1 || n, 'full', '', '', '{}', now() FROM generate_series(1, $2) n`,
        },
        [prefix, count],
      );
    await fill(3, 'revoked', 'revoked_at');
    await fill(3, 'expired', 'expires_at');
    await fill(accessLimits.livingKeysMax - 1, 'living', 'created_at');
    await keeper.create('full', { name: 'last', scopes: [] });
    await expect(keeper.create('full', { name: 'more', scopes: [] })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'access/keys-max',
    });
  });
});
