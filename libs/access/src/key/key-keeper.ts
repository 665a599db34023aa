import type { CatalogDatabase } from '@fleetlink/postgres';
import { IsNull } from 'typeorm';
import { accessProblems } from '../access.errors.js';
import { DEFAULT_TENANT, scopes, type Scope } from '../caller.js';
import { ApiKey } from './api-key.entity.js';
import { newKey, secretHash } from './key-text.js';

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

/** Any constant does: processes that start together must only agree. */
const FIRST_KEY_LOCK = 7_150_702;

/** Makes, lists and revokes API keys. */
export class KeyKeeper {
  constructor(private readonly catalog: CatalogDatabase) {}

  async create(tenantId: string, wish: KeyWish): Promise<MadeKey> {
    const { id, secret, text } = newKey();
    const saved = await (
      await this.keys()
    ).save({
      id,
      tenantId,
      name: wish.name,
      secretSha256: secretHash(secret),
      scopes: [...wish.scopes],
      expiresAt: wish.expiresAt ?? null,
      revokedAt: null,
    });
    return { ...factsOf(saved), key: text };
  }

  async list(tenantId: string): Promise<KeyFacts[]> {
    const keys = await (
      await this.keys()
    ).find({ where: { tenantId }, order: { createdAt: 'DESC', id: 'ASC' } });
    return keys.map(factsOf);
  }

  /** @throws {Problem} `access/key-absent` for a key that this tenant does not have, or has revoked before. */
  async revoke(tenantId: string, id: string): Promise<void> {
    const { affected } = await (
      await this.keys()
    ).update({ id, tenantId, revokedAt: IsNull() }, { revokedAt: new Date() });
    if (!affected)
      throw accessProblems.problem('key-absent', { detail: `You have no living API key ${id}.` });
  }

  /** The first key of a new fleet, with every scope; undefined once there is any. */
  async firstKey(): Promise<string | undefined> {
    return this.catalog.transaction(async (session) => {
      await session.query({ text: 'SELECT pg_advisory_xact_lock($1)' }, [FIRST_KEY_LOCK]);
      const [any] = await session.query({ text: 'SELECT FROM api_key LIMIT 1' });
      if (any) return undefined;
      const { id, secret, text } = newKey();
      await session.query(
        {
          text: 'INSERT INTO api_key (id, tenant_id, name, secret_sha256, scopes) VALUES ($1, $2, $3, $4, $5)',
        },
        [id, DEFAULT_TENANT, 'first key', secretHash(secret), scopes],
      );
      return text;
    });
  }

  private async keys() {
    await this.catalog.open();
    return this.catalog.repository(ApiKey);
  }
}

function factsOf({ id, tenantId, name, scopes: allowed, createdAt, expiresAt, revokedAt }: ApiKey): KeyFacts {
  return { id, tenantId, name, scopes: allowed, createdAt, expiresAt, revokedAt };
}
