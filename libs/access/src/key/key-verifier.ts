import { timingSafeEqual } from 'node:crypto';
import { isPassing, type CatalogDatabase } from '@fleetlink/postgres';
import { LRUCache } from 'lru-cache';
import { accessProblems } from '../access.errors.js';
import type { CallerIdentity, Scope } from '../caller.js';
import { parseKey, secretHash } from './key-text.js';

/** A revoked key is refused everywhere after this long. */
const FRESH_MS = 1000;

/** While the catalog is away, a key verified this recently goes on being accepted. */
const STALE_MS = 5 * 60_000;

const KEYS_MAX = 10_000;
const READ_DEADLINE_MS = 2000;

interface KeyRow {
  readonly tenantId: string;
  readonly secretSha256: Buffer;
  readonly scopes: Scope[];
}

interface Verified {
  readonly caller: CallerIdentity;
  readonly atMs: number;
}

/** Compared with when there is no such key, so that its absence takes as long as a wrong secret. */
const noSecret = Buffer.alloc(32);

/** Key text -> caller. */
export class KeyVerifier {
  /** By the hash of the whole text: the cache holds no secret. */
  private readonly verified = new LRUCache<string, Verified>({ max: KEYS_MAX });

  constructor(private readonly catalog: CatalogDatabase) {}

  /** @throws {Problem} `access/key-malformed`, `access/key-unknown`, or of kind `unavailable`. */
  async verify(text: string): Promise<CallerIdentity> {
    const parts = parseKey(text);
    if (!parts)
      throw accessProblems.problem('key-malformed', {
        detail: 'An API key looks like fl_… and was mistyped, cut or is none at all.',
      });
    const hash = secretHash(parts.secret);
    const mark = `${parts.id}${hash.toString('base64')}`;
    const known = this.verified.get(mark);
    if (known && Date.now() - known.atMs < FRESH_MS) return known.caller;
    try {
      const caller = await this.read(parts.id, hash);
      this.verified.set(mark, { caller, atMs: Date.now() });
      return caller;
    } catch (error) {
      if (!isPassing(error)) this.verified.delete(mark);
      else if (known && Date.now() - known.atMs < STALE_MS) return known.caller;
      throw error;
    }
  }

  private async read(id: string, hash: Buffer): Promise<CallerIdentity> {
    const [row] = await this.catalog.query<KeyRow>(
      {
        name: 'verify key',
        text: `SELECT tenant_id AS "tenantId", secret_sha256 AS "secretSha256", scopes FROM api_key
          WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      },
      [id],
      READ_DEADLINE_MS,
    );
    const isRight = timingSafeEqual(row?.secretSha256 ?? noSecret, hash);
    if (row && isRight) return { tenantId: row.tenantId, scopes: row.scopes, keyId: id, anonymous: false };
    throw accessProblems.problem('key-unknown', { detail: 'This API key is unknown, revoked or expired.' });
  }
}
