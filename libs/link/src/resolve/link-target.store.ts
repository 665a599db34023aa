import type { ReadAnswer, ReadRequest, Shard, Source } from '@fleetlink/shard';
import type { LinkTarget } from './link-target.js';

/** A name on its way to its shard: with the id it spells, if it may be a code. */
export interface NameProbe {
  readonly name: string;
  readonly slot: number;
  readonly id: bigint | undefined;
  /** The table that holds that id, unless it was archived. */
  readonly leaf: string | undefined;
}

const UNDEFINED_TABLE = '42P01';

const TARGET_COLUMNS = `id, coalesce(alias, code) AS name, tenant_id AS "tenantId", url, redirect_status AS "redirectStatus",
  state, (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAtMs", version`;

/** An alias and the id of its link, in the columns of a target: without a state it is none. */
const CLAIM_COLUMNS = 'claim.link_id AS id, claim.alias AS name, NULL, NULL, NULL, NULL, NULL, NULL';

/**
 * OFFSET 0 keeps the probe a look-up per name: without it the planner may read whole months. The bounds are those of the
 * ids asked for: by them Postgres leaves out the other months before it opens any.
 */
const codeArm = (table: string) => `
  SELECT coded.* FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS probe(id, slot, name)
  CROSS JOIN LATERAL (SELECT ${TARGET_COLUMNS} FROM ${table} link
    WHERE link.id = probe.id AND link.slot = probe.slot AND link.code = probe.name
      AND link.id BETWEEN $6 AND $7 OFFSET 0) coded`;

/** A code's leaf is named, which spares the planner all the other months; the text may be an alias as well. */
export function oneStatement(leaf: string) {
  return {
    name: `target ${leaf}`,
    text: `SELECT ${TARGET_COLUMNS} FROM ${leaf} WHERE id = $1 AND slot = $2 AND code = $3
      UNION ALL SELECT ${CLAIM_COLUMNS} FROM alias claim WHERE alias = $3 AND slot = $2`,
  };
}

export const manyStatement = {
  name: 'targets',
  text: `${codeArm('link')}
    UNION ALL ${codeArm('archive.link')}
    UNION ALL SELECT ${CLAIM_COLUMNS}
      FROM unnest($4::text[], $5::smallint[]) AS wanted(alias, slot) JOIN alias claim USING (alias, slot)`,
};

/** An alias whose link lies in an archived leaf is gone; nothing else of it matters any more. */
export const claimedStatement = {
  name: 'claimed targets',
  text: `
    SELECT coalesce(l.id, claim.link_id) AS id, claim.alias AS name, coalesce(l."tenantId", '') AS "tenantId",
      coalesce(l.url, '') AS url, coalesce(l."redirectStatus", 302) AS "redirectStatus",
      coalesce(l.state, 'deleted') AS state, l."expiresAtMs", coalesce(l.version, 1) AS version
    FROM unnest($1::text[], $2::smallint[]) AS wanted(alias, slot)
    JOIN alias claim USING (alias, slot)
    LEFT JOIN LATERAL (SELECT ${TARGET_COLUMNS} FROM link
      WHERE link.id = claim.link_id AND link.slot = claim.slot AND link.id BETWEEN $3 AND $4 OFFSET 0) l ON true`,
};

interface Claim extends Pick<LinkTarget, 'id' | 'name'> {
  readonly state: null;
}

type Found = LinkTarget | Claim;

/** What was found, and who said so. */
export interface TargetAnswer {
  readonly targets: LinkTarget[];
  readonly from: Source;
}

/**
 * Reads the targets of names that one shard owns, in one statement, and in a second one those of aliases: few names are
 * any, and looking into all months for each of them costs more than the rest. Names that have none are left out.
 * @throws {Problem} of kind `unavailable` within the deadline.
 */
export async function readTargets(
  shard: Shard,
  probes: readonly NameProbe[],
  request: ReadRequest,
): Promise<TargetAnswer> {
  const { rows, from } = await readNames(shard, probes, request);
  const targets = rows.filter((row) => row.state !== null);
  const claims = rows.filter((row) => row.state === null);
  if (claims.length === 0) return { targets, from };
  const claimed = await readClaimed(shard, claims, probes, request);
  return { targets: [...targets, ...claimed.rows], from: claimed.from === from ? from : 'replica' };
}

async function readNames(
  shard: Shard,
  probes: readonly NameProbe[],
  request: ReadRequest,
): Promise<ReadAnswer<Found>> {
  const [first] = probes;
  if (probes.length !== 1 || first?.leaf === undefined) return readMany(shard, probes, request);
  try {
    return await shard.read(oneStatement(first.leaf), [String(first.id), first.slot, first.name], request);
  } catch (error) {
    // The leaf was archived, or its month passed without one.
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    return readMany(shard, probes, request);
  }
}

async function readMany(
  shard: Shard,
  probes: readonly NameProbe[],
  request: ReadRequest,
): Promise<ReadAnswer<Found>> {
  const coded = probes.flatMap(({ id, slot, name }) => (id === undefined ? [] : { id, slot, name }));
  const values = [
    coded.map(({ id }) => String(id)),
    coded.map(({ slot }) => slot),
    coded.map(({ name }) => name),
    probes.map(({ name }) => name),
    probes.map(({ slot }) => slot),
    ...boundsOf(coded.map(({ id }) => id)),
  ];
  return shard.read(manyStatement, values, request);
}

/** Alias and link in one look: between two, the link could be archived, or be on one replica and not yet on the other. */
async function readClaimed(
  shard: Shard,
  claims: readonly Claim[],
  probes: readonly NameProbe[],
  request: ReadRequest,
): Promise<ReadAnswer<LinkTarget>> {
  const names = new Set(claims.map(({ name }) => name));
  const wanted = probes.filter(({ name }) => names.has(name));
  const values = [
    wanted.map(({ name }) => name),
    wanted.map(({ slot }) => slot),
    ...boundsOf(claims.map(({ id }) => BigInt(id))),
  ];
  return shard.read(claimedStatement, values, request);
}

/** The least and the greatest, as Postgres reads them; of none, bounds that hold nothing. */
function boundsOf(ids: readonly bigint[]): [string, string] {
  if (ids.length === 0) return ['1', '0'];
  const least = ids.reduce((one, other) => (other < one ? other : one));
  const greatest = ids.reduce((one, other) => (other > one ? other : one));
  return [String(least), String(greatest)];
}
