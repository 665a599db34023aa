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

/** An alias whose link lies in an archived leaf is gone; nothing else of it matters any more. */
const aliasArm = (source: string) => `
  SELECT coalesce(l.id, claim.link_id) AS id, claim.alias AS name, coalesce(l."tenantId", '') AS "tenantId",
    coalesce(l.url, '') AS url, coalesce(l."redirectStatus", 302) AS "redirectStatus",
    coalesce(l.state, 'deleted') AS state, l."expiresAtMs", coalesce(l.version, 1) AS version
  FROM ${source}
  LEFT JOIN LATERAL (SELECT ${TARGET_COLUMNS} FROM link
    WHERE link.id = claim.link_id AND link.slot = claim.slot OFFSET 0) l ON true`;

/** OFFSET 0 keeps the probe a look-up per name: without it the planner may read whole months. */
const codeArm = (table: string) => `
  SELECT coded.* FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS probe(id, slot, name)
  CROSS JOIN LATERAL (SELECT ${TARGET_COLUMNS} FROM ${table} link
    WHERE link.id = probe.id AND link.slot = probe.slot AND link.code = probe.name OFFSET 0) coded`;

/** A code's leaf is named, which spares the planner all the other months; the text may be an alias as well. */
export function oneStatement(leaf: string) {
  return {
    name: `target ${leaf}`,
    text: `SELECT ${TARGET_COLUMNS} FROM ${leaf} WHERE id = $1 AND slot = $2 AND code = $3
      UNION ALL ${aliasArm('(SELECT alias, slot, link_id FROM alias WHERE alias = $3 AND slot = $2) claim')}`,
  };
}

export const manyStatement = {
  name: 'targets',
  text: `${codeArm('link')}
    UNION ALL ${codeArm('archive.link')}
    UNION ALL ${aliasArm('unnest($4::text[], $5::smallint[]) AS wanted(alias, slot) JOIN alias claim USING (alias, slot)')}`,
};

/** What was found, and who said so. */
export interface TargetAnswer {
  readonly targets: LinkTarget[];
  readonly from: Source;
}

/**
 * Reads the targets of names that one shard owns, in one statement. Names that have none are left out.
 * @throws {Problem} of kind `unavailable` within the deadline.
 */
export async function readTargets(
  shard: Shard,
  probes: readonly NameProbe[],
  request: ReadRequest,
): Promise<TargetAnswer> {
  const [first] = probes;
  if (probes.length !== 1 || first?.leaf === undefined) return readMany(shard, probes, request);
  try {
    const values = [String(first.id), first.slot, first.name];
    return answerOf(await shard.read<LinkTarget>(oneStatement(first.leaf), values, request));
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
): Promise<TargetAnswer> {
  const coded = probes.filter(({ id }) => id !== undefined);
  const values = [
    coded.map(({ id }) => String(id)),
    coded.map(({ slot }) => slot),
    coded.map(({ name }) => name),
    probes.map(({ name }) => name),
    probes.map(({ slot }) => slot),
  ];
  return answerOf(await shard.read<LinkTarget>(manyStatement, values, request));
}

function answerOf({ rows, from }: ReadAnswer<LinkTarget>): TargetAnswer {
  return { targets: rows, from };
}
