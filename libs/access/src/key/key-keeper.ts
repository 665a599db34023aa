import type { CatalogDatabase } from '@fleetlink/postgres';
import { accessProblems } from '../access.errors.js';
import { accessLimits } from '../access.settings.js';
import { DEFAULT_TENANT, scopes, type Scope } from '../caller.js';
import type { ApiKey } from './api-key.entity.js';
import { newKey, secretHash } from './key-text.js';
import { KeyStore } from './key.store.js';

export interface KeyWish {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date | null;
}

/** A key as it may be shown: the whole text only at its making. */
export type KeyFacts = Pick<
  ApiKey,
  'id' | 'tenantId' | 'name' | 'scopes' | 'createdAt' | 'expiresAt' | 'revokedAt'
>;
export type MadeKey = KeyFacts & { readonly key: string };

/** Makes, lists and revokes API keys. */
export class KeyKeeper {
  private readonly store: KeyStore;

  constructor(catalog: CatalogDatabase) {
    this.store = new KeyStore(catalog);
  }

  /**
   * @throws {Problem} `access/expiry-past`, `access/keys-max`, or `access/tenant-absent`.
   */
  async create(tenantId: string, wish: KeyWish): Promise<MadeKey> {
    refusePast(wish.expiresAt);
    // Two at the same time may pass a little over the limit: it bounds a table, it is no quota.
    if ((await this.store.countLiving(tenantId)) >= accessLimits.livingKeysMax)
      throw accessProblems.problem('keys-max', {
        detail: `A tenant has at most ${accessLimits.livingKeysMax} living keys: revoke some first.`,
      });
    const { text, row } = draw(tenantId, wish);
    const added = await this.store.add(row);
    if (!added) throw accessProblems.problem('tenant-absent', { detail: `There is no tenant ${tenantId}.` });
    return { ...factsOf(added), key: text };
  }

  async list(tenantId: string): Promise<KeyFacts[]> {
    return (await this.store.listOf(tenantId)).map(factsOf);
  }

  /** @throws {Problem} `access/key-absent` for a key that this tenant does not have, or has revoked before. */
  async revoke(tenantId: string, id: string): Promise<void> {
    if (await this.store.revoke(tenantId, id)) return;
    throw accessProblems.problem('key-absent', { detail: 'You have no living API key with this id.' });
  }

  /** The text of the first key of a new fleet, with every scope; undefined once there is any key. */
  async firstKey(): Promise<string | undefined> {
    const { text, row } = draw(DEFAULT_TENANT, { name: 'first key', scopes });
    return (await this.store.addFirst(row)) ? text : undefined;
  }
}

function draw(tenantId: string, { name, scopes: wanted, expiresAt = null }: KeyWish) {
  const { id, secret, text } = newKey();
  const row = { id, tenantId, name, secretSha256: secretHash(secret), scopes: [...wanted], expiresAt };
  return { text, row };
}

function refusePast(expiresAt: Date | null | undefined): void {
  if (!expiresAt || expiresAt.getTime() > Date.now()) return;
  const message = 'The key would be expired at once: name a time to come.';
  throw accessProblems.problem('expiry-past', {
    detail: message,
    errors: [{ pointer: '/expiresAt', rule: 'access/expiry-past', message }],
  });
}

function factsOf({ id, tenantId, name, scopes: allowed, createdAt, expiresAt, revokedAt }: ApiKey): KeyFacts {
  return { id, tenantId, name, scopes: allowed, createdAt, expiresAt, revokedAt };
}
