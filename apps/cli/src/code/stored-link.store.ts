import type { Database } from '@fleetlink/postgres';
import { READ_DEADLINE_MS } from '../fleet/fleet.settings.js';

/** A name and the id that it spells, if it may be a code. */
export interface NameProbe {
  readonly name: string;
  readonly slot: number;
  readonly id: string | undefined;
}

/** The row of a link, as far as an operator asks. */
export interface StoredLink {
  readonly as: 'code' | 'alias';
  readonly id: string;
  /** Null, as all that follows, where the alias is claimed and its link is missing. */
  readonly state: string | null;
  /** Null as well where the rows of an archived leaf were taken away. */
  readonly url: string | null;
  readonly tenantId: string | null;
  readonly createdAt: string | null;
  readonly expiresAt: string | null;
  /** Its leaf has left the tree: the name answers "gone". */
  readonly archived: boolean;
}

const isoText = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const COLUMNS = `nullif(l.url, '') AS url, l.tenant_id AS "tenantId", ${isoText('l.created_at')} AS "createdAt",
  CASE WHEN l.state = 'active' AND l.expires_at <= now() THEN 'expired' ELSE l.state END AS state,
  ${isoText('l.expires_at')} AS "expiresAt", coalesce(l.archived, false) AS archived`;

/** Cold path: every leaf is named by its id alone, living or archived. */
const statement = `
  WITH whole AS NOT MATERIALIZED (
    SELECT id, slot, code, url, tenant_id, created_at, expires_at, state, false AS archived FROM link
    UNION ALL
    SELECT id, slot, code, url, tenant_id, created_at, expires_at, state, true FROM archive.link
  )
  SELECT 'code' AS as, l.id::text, ${COLUMNS} FROM whole l WHERE l.id = $1 AND l.slot = $2 AND l.code = $3
  UNION ALL
  SELECT 'alias', claim.link_id::text, ${COLUMNS}
  FROM alias claim LEFT JOIN whole l ON l.id = claim.link_id AND l.slot = claim.slot
  WHERE claim.alias = $3 AND claim.slot = $2`;

/** Looks for a name as the services do: as a code in its leaf, and among the aliases. */
export async function storedLink(
  shard: Database,
  { name, slot, id }: NameProbe,
): Promise<StoredLink | undefined> {
  const [row] = await shard.query<StoredLink>(
    { text: statement },
    [id ?? null, slot, name],
    READ_DEADLINE_MS,
  );
  return row;
}
