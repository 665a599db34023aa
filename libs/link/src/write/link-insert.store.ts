import { isPassing } from '@fleetlink/postgres';
import { timeLeft } from '@fleetlink/problem';
import { shardProblems, type Shard } from '@fleetlink/shard';
import type { Link } from '../link.entity.js';
import { RETRY_AFTER_SECONDS } from '../link.errors.js';

/** A link that is decided but not stored yet, as JSON can carry it. */
export interface NewLink extends Omit<Link, 'createdAt' | 'expiresAt' | 'state' | 'version'> {
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** For an alias that is also some id's code: that id, which must then never be minted. */
  readonly reservedId: string | null;
}

/** `moved`: this shard does not own the slot (any more). `id-taken`: a repeated id, refused by the primary key. */
export type InsertOutcome = 'created' | 'alias-taken' | 'code-taken' | 'id-taken' | 'moved';

/** Where links go, and until when somebody waits for it. */
export interface LinkPlace {
  readonly shard: Shard;
  readonly leaf: string;
  readonly untilMs: number;
}

interface OutcomeRow {
  readonly id: string;
  readonly outcome: InsertOutcome;
}

const WRITE_BOUND_MS = 10_000;

const UNIQUE_VIOLATION = '23505';
const NO_PARTITION = '23514';
const UNDEFINED_TABLE = '42P01';

/**
 * Stores links of one leaf in one statement, which also checks that the shard owns each slot, holds that
 * ownership until the commit, and lets a code and an alias of the same text exclude each other.
 * @returns an outcome per link, in their order; an error where that one link cannot be stored at all.
 * @throws {Problem} of kind `unavailable`: then nothing is known of any of them.
 */
export async function insertLinks(
  place: LinkPlace,
  links: readonly NewLink[],
): Promise<(InsertOutcome | Error)[]> {
  try {
    return await insertTogether(place, links);
  } catch (error) {
    if (isPassing(error)) throw error;
    return insertOneByOne(place, links);
  }
}

async function insertTogether(place: LinkPlace, links: readonly NewLink[]): Promise<InsertOutcome[]> {
  const { shard, leaf, untilMs } = place;
  const withAliases = links.some(({ alias }) => alias !== null);
  const rows = await shard.query<OutcomeRow>(
    {
      name: `insert ${leaf}${withAliases ? ' aliased' : ''}`,
      text: insertStatement(leaf, { withAliases }),
    },
    [JSON.stringify(links)],
    timeLeft(untilMs, WRITE_BOUND_MS),
  );
  const outcomes = new Map(rows.map(({ id, outcome }) => [id, outcome]));
  return links.map(({ id }) => outcomes.get(id)!);
}

/** A statement stores all or nothing; if one link spoils it, the others must not suffer. */
async function insertOneByOne(
  place: LinkPlace,
  links: readonly NewLink[],
): Promise<(InsertOutcome | Error)[]> {
  const outcomes: (InsertOutcome | Error)[] = [];
  let lost: Error | undefined;
  for (const link of links) {
    const outcome = lost ?? (await insertAlone(place, link).catch((error: Error) => error));
    if (outcome instanceof Error && isPassing(outcome)) lost = outcome;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function insertAlone(place: LinkPlace, link: NewLink): Promise<InsertOutcome> {
  try {
    const [outcome] = await insertTogether(place, [link]);
    return outcome!;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === UNIQUE_VIOLATION) return (await isReserved(place, link)) ? 'code-taken' : 'id-taken';
    if (code === NO_PARTITION && link.reservedId !== null) return insertUnreserved(place, link);
    if (code === UNDEFINED_TABLE) throw noLeaf(place.shard, error);
    throw error;
  }
}

/** An alias that spells this very id was claimed at the same moment; that is no repeated id. */
async function isReserved({ shard, untilMs }: LinkPlace, { id, slot }: NewLink): Promise<boolean> {
  const text = `SELECT FROM link WHERE id = $1 AND slot = $2 AND state = 'reserved'`;
  return (await shard.query({ text }, [id, slot], timeLeft(untilMs, WRITE_BOUND_MS))).length > 0;
}

/** The month of the id that the alias spells has no leaf, so no code of it can be stored; an archived one may be. */
async function insertUnreserved(place: LinkPlace, link: NewLink): Promise<InsertOutcome> {
  const text = 'SELECT FROM archive.link WHERE id = $1 AND slot = $2';
  const { shard, untilMs } = place;
  const archived = await shard.query(
    { text },
    [link.reservedId, link.slot],
    timeLeft(untilMs, WRITE_BOUND_MS),
  );
  return archived.length > 0 ? 'alias-taken' : insertAlone(place, { ...link, reservedId: null });
}

function noLeaf(shard: Shard, cause: unknown) {
  return shardProblems.problem('unavailable', {
    detail: `Shard ${shard.name} is not ready to store links of this month yet.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

const COLUMNS = `id, slot, code, alias, tenant_id, url, entered_url, title, tags, redirect_status, created_at,
  expires_at, warnings`;

/**
 * Claims aliases and the codes that they spell. Rows are sorted wherever two statements may meet in them: in any other
 * order they could deadlock.
 */
const ALIAS_CLAIMS = `
  reserved AS (
    INSERT INTO link (id, slot, alias, tenant_id, url, entered_url, state, created_at)
    SELECT reserved_id, slot, alias, '', '', '', 'reserved', created_at FROM owned
    WHERE reserved_id IS NOT NULL ORDER BY reserved_id ON CONFLICT DO NOTHING RETURNING id
  ), claimed AS (
    INSERT INTO alias (alias, slot, link_id)
    SELECT alias, slot, id FROM owned
    WHERE alias IS NOT NULL AND (reserved_id IS NULL OR reserved_id IN (SELECT id FROM reserved))
    ORDER BY alias ON CONFLICT DO NOTHING RETURNING link_id
  ),`;

/** A scalar subquery is a look-up for each row; NOT EXISTS may be planned as a scan of every alias there is. */
const CODE_IS_FREE = `alias IS NULL
  AND (SELECT true FROM alias claim WHERE claim.alias = owned.code AND claim.slot = owned.slot) IS NULL`;

/**
 * The links come as one text of JSON: quicker to write than an array for each column, and quicker to read than jsonb.
 * Where none has an alias, nothing is prepared for one: that is a quarter of the time of a statement.
 */
function insertStatement(leaf: string, { withAliases }: { withAliases: boolean }): string {
  return `
    WITH input AS (
      SELECT id, slot, code, alias, "tenantId" AS tenant_id, url, "enteredUrl" AS entered_url, title, tags,
        "redirectStatus" AS redirect_status, "createdAt" AS created_at, "expiresAt" AS expires_at, warnings,
        "reservedId" AS reserved_id
      FROM json_to_recordset($1::json) AS link(
        id bigint, slot smallint, code text, alias text, "tenantId" text, url text, "enteredUrl" text, title text,
        tags text[], "redirectStatus" smallint, "createdAt" timestamptz, "expiresAt" timestamptz, warnings text[],
        "reservedId" bigint)
    ), owner AS (
      SELECT first_slot, last_slot FROM slot_ownership FOR SHARE
    ), owned AS (
      SELECT input.* FROM input JOIN owner ON slot BETWEEN first_slot AND last_slot
    ), ${withAliases ? ALIAS_CLAIMS : ''}
    inserted AS (
      INSERT INTO ${leaf} (${COLUMNS}) SELECT ${COLUMNS} FROM owned
      WHERE ${withAliases ? 'id IN (SELECT link_id FROM claimed) OR ' : ''}${CODE_IS_FREE}
      RETURNING id
    )
    SELECT input.id, CASE
        WHEN inserted.id IS NOT NULL THEN 'created'
        WHEN owned.id IS NULL THEN 'moved'
        WHEN input.alias IS NOT NULL THEN 'alias-taken'
        ELSE 'code-taken' END AS outcome
    FROM input LEFT JOIN owned USING (id) LEFT JOIN inserted USING (id)`;
}
