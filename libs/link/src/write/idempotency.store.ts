import { timeLeft } from '@fleetlink/problem';
import type { Shard } from '@fleetlink/shard';
import type { NewLink } from './link-insert.store.js';

/** One use of an Idempotency-Key. `owner` is the tenant, or the truncated address of an anonymous client. */
export interface KeyClaim {
  readonly slot: number;
  readonly owner: string;
  readonly key: string;
  /** Of the request; another body under the same key has another one. */
  readonly fingerprint: string;
  readonly link: NewLink;
}

/** What the key stands for: the link of whoever claimed it first. */
export interface KeyHolder {
  readonly fingerprint: string;
  readonly link: NewLink;
}

export interface Replacement {
  /** Of the link that could not be stored. */
  readonly unusableId: string;
  readonly untilMs: number;
}

/** How long a key stands for its link. */
export const IDEMPOTENCY_KEPT_HOURS = 24;

const WRITE_BOUND_MS = 10_000;

/**
 * Claims keys for links, in one statement per shard. A key in use keeps the link it has; an old one is taken over.
 * Undefined where the shard does not own the key's slot (any more).
 */
export async function claimKeys(
  shard: Shard,
  claims: readonly KeyClaim[],
  untilMs: number,
): Promise<(KeyHolder | undefined)[]> {
  const values = [
    claims.map(({ slot }) => slot),
    claims.map(({ owner }) => owner),
    claims.map(({ key }) => key),
    claims.map(({ fingerprint }) => fingerprint),
    claims.map(({ link }) => JSON.stringify(link)),
  ];
  // A no-op update makes the row of an earlier claim visible, and waits for one that is being made.
  const rows = await shard.query<KeyHolder & { owner: string; key: string }>(
    {
      name: 'claim keys',
      text: `WITH ownership AS (SELECT first_slot, last_slot FROM slot_ownership FOR SHARE)
        INSERT INTO idempotency AS held (slot, owner, key, fingerprint, link)
        SELECT DISTINCT ON (owner, key) slot, owner, key, fingerprint, link
        FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
          AS claim(slot, owner, key, fingerprint, link)
        JOIN ownership ON slot BETWEEN first_slot AND last_slot
        ORDER BY owner, key
        ON CONFLICT (owner, key, slot) DO UPDATE SET
          fingerprint = CASE WHEN ${isOld} THEN excluded.fingerprint ELSE held.fingerprint END,
          link = CASE WHEN ${isOld} THEN excluded.link ELSE held.link END,
          created_at = CASE WHEN ${isOld} THEN excluded.created_at ELSE held.created_at END
        RETURNING owner, key, fingerprint, link`,
    },
    values,
    timeLeft(untilMs, WRITE_BOUND_MS),
  );
  const holders = new Map(rows.map((row) => [`${row.owner}\n${row.key}`, row]));
  return claims.map(({ owner, key }) => holders.get(`${owner}\n${key}`));
}

const isOld = `held.created_at < now() - interval '${IDEMPOTENCY_KEPT_HOURS} hours'`;

/** Gives a key another link in place of one that could not be stored, unless someone else did so already. */
export async function replaceClaim(
  shard: Shard,
  claim: KeyClaim,
  { unusableId, untilMs }: Replacement,
): Promise<void> {
  await shard.query(
    {
      text: `WITH ownership AS (SELECT FROM slot_ownership WHERE $5 BETWEEN first_slot AND last_slot FOR SHARE)
        UPDATE idempotency SET link = $3
        WHERE owner = $1 AND key = $2 AND link->>'id' = $4 AND slot = $5 AND EXISTS (SELECT FROM ownership)`,
    },
    [claim.owner, claim.key, JSON.stringify(claim.link), unusableId, claim.slot],
    timeLeft(untilMs, WRITE_BOUND_MS),
  );
}

/** Forgets keys whose day is over. @returns how many. */
export async function forgetOldKeys(shard: Shard): Promise<number> {
  const rows = await shard.query<{ count: string }>(
    {
      text: `WITH old AS (DELETE FROM idempotency
               WHERE created_at < now() - interval '${IDEMPOTENCY_KEPT_HOURS} hours' RETURNING 1)
             SELECT count(*) FROM old`,
    },
    [],
  );
  return Number(rows[0]?.count ?? 0);
}
