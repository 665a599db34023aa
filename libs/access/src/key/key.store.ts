import type { CatalogDatabase } from '@fleetlink/postgres';
import { IsNull, MoreThan } from 'typeorm';
import { accessLimits } from '../access.settings.js';
import type { Scope } from '../caller.js';
import { ApiKey } from './api-key.entity.js';

/** What a living key is checked against. */
export interface LivingKey {
  readonly tenantId: string;
  readonly secretSha256: Buffer;
  readonly scopes: readonly Scope[];
  /** Time left by the database's clock, the only one that decides expiry; null for ever. */
  readonly expiresInMs: number | null;
}

export type NewKeyRow = Pick<ApiKey, 'id' | 'tenantId' | 'name' | 'secretSha256' | 'scopes' | 'expiresAt'>;

/** Any constant does: processes that start together must only agree. */
const FIRST_KEY_LOCK = 7_150_702;

/** SQLSTATE of a foreign key that points nowhere. */
const NO_SUCH_ROW = '23503';

/** Every statement on keys. */
export class KeyStore {
  constructor(private readonly catalog: CatalogDatabase) {}

  /** Neither revoked nor expired; asked for with many requests, so it is SQL and not an entity. */
  async findLiving(id: string): Promise<LivingKey | undefined> {
    const [row] = await this.catalog.query<LivingKey>(
      {
        name: 'verify key',
        text: `SELECT tenant_id AS "tenantId", secret_sha256 AS "secretSha256", scopes,
            (extract(epoch FROM expires_at - now()) * 1000)::float8 AS "expiresInMs"
          FROM api_key
          WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      },
      [id],
      accessLimits.keyReadMs,
    );
    return row;
  }

  async countLiving(tenantId: string): Promise<number> {
    const living = { tenantId, revokedAt: IsNull() };
    return this.catalog.entities((entities) =>
      entities.countBy(ApiKey, [
        { ...living, expiresAt: IsNull() },
        { ...living, expiresAt: MoreThan(new Date()) },
      ]),
    );
  }

  /** @returns undefined when there is no such tenant. */
  async add(row: NewKeyRow): Promise<ApiKey | undefined> {
    return this.catalog.entities(async (entities) => {
      const key = entities.create(ApiKey, { ...row, revokedAt: null });
      try {
        await entities.insert(ApiKey, key);
        return key;
      } catch (error) {
        if ((error as { code?: string }).code === NO_SUCH_ROW) return undefined;
        throw error;
      }
    });
  }

  /** Newest first, the revoked and expired ones too. */
  async listOf(tenantId: string): Promise<ApiKey[]> {
    return this.catalog.entities((entities) =>
      entities.find(ApiKey, {
        where: { tenantId },
        order: { createdAt: 'DESC', id: 'ASC' },
        take: accessLimits.keysListedMax,
      }),
    );
  }

  /** @returns false when the tenant has no such key, or has revoked it before. */
  async revoke(tenantId: string, id: string): Promise<boolean> {
    return this.catalog.entities(async (entities) => {
      const living = { id, tenantId, revokedAt: IsNull() };
      const { affected } = await entities.update(ApiKey, living, { revokedAt: () => 'now()' });
      return affected === 1;
    });
  }

  /** Adds the key only where there is none at all, however many processes try at the same time. */
  async addFirst(row: NewKeyRow): Promise<boolean> {
    return this.catalog.transaction(async (session) => {
      await session.query({ text: 'SELECT pg_advisory_xact_lock($1)' }, [FIRST_KEY_LOCK]);
      const added = await session.query(
        {
          text: `INSERT INTO api_key (id, tenant_id, name, secret_sha256, scopes, expires_at)
            SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM api_key) RETURNING id`,
        },
        [row.id, row.tenantId, row.name, row.secretSha256, row.scopes, row.expiresAt],
      );
      return added.length === 1;
    });
  }
}
