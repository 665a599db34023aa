import { KeyKeeper, type KeyFacts, type MadeKey } from '@fleetlink/access';
import type { CatalogDatabase } from '@fleetlink/postgres';
import { READ_DEADLINE_MS } from '../fleet/fleet.settings.js';
import type { KeyOrder } from './key-order.js';

export interface MadeForTenant {
  readonly key: MadeKey;
  /** True when the tenant was made with it. */
  readonly isNewTenant: boolean;
}

const FACTS = `id, tenant_id AS "tenantId", name, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt"`;

/** The keys of all tenants, as an operator sees them; a tenant's own view is the API's. */
export class KeyStore {
  private readonly keeper: KeyKeeper;

  constructor(private readonly catalog: CatalogDatabase) {
    this.keeper = new KeyKeeper(catalog);
  }

  async create({ tenantId, ...wish }: KeyOrder): Promise<MadeForTenant> {
    const added = await this.catalog.query(
      { text: 'INSERT INTO tenant (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING RETURNING id' },
      [tenantId],
      READ_DEADLINE_MS,
    );
    return { key: await this.keeper.create(tenantId, wish), isNewTenant: added.length > 0 };
  }

  /** By tenant, newest first. */
  async list(): Promise<KeyFacts[]> {
    return this.catalog.query<KeyFacts>(
      { text: `SELECT ${FACTS} FROM api_key ORDER BY tenant_id, created_at DESC, id` },
      [],
      READ_DEADLINE_MS,
    );
  }

  async find(id: string): Promise<KeyFacts | undefined> {
    const text = `SELECT ${FACTS} FROM api_key WHERE id = $1`;
    const [key] = await this.catalog.query<KeyFacts>({ text }, [id], READ_DEADLINE_MS);
    return key;
  }

  async revoke({ tenantId, id }: KeyFacts): Promise<void> {
    await this.keeper.revoke(tenantId, id);
  }
}
