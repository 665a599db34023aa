/** Reads every acknowledged link back from the primaries and through the public API, and compares. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../../demo/in-parallel.ts';
import type { Answer } from '../../demo/service.client.ts';
import { withSql } from '../../rig/postgres/sql.client.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import type { ExpectedLinks, LinkStand } from '../scenario/expected-links.ts';
import type { LinkState } from '../scenario/operation.ts';
import type { FleetClient } from './fleet.client.ts';

const READERS = 16;
const TOLD_MAX = 5;
const TRIES_MAX = 20;
const RETRY_MS = 250;

export interface LinkRow extends LinkStand {
  readonly shard: string;
  readonly name: string;
}

const STATUS_OF: Readonly<Record<LinkState, number>> = {
  active: 302,
  disabled: 404,
  deleted: 410,
  blocked: 451,
};

/** @returns what is wrong, in sentences. */
export async function readBack(rig: Rig, client: FleetClient, expected: ExpectedLinks): Promise<string[]> {
  const rows = Map.groupBy(await linkRows(rig), ({ name }) => name);
  const offences: string[] = [];
  await inParallel(expected, READERS, async ([name, stands]) => {
    offences.push(...storedWrong(name, stands, rows.get(name) ?? []));
    offences.push(...(await answeredWrong(client, name, stands)));
  });
  if (offences.length <= TOLD_MAX) return offences;
  return [...offences.slice(0, TOLD_MAX), `… and ${offences.length - TOLD_MAX} more of this kind`];
}

/** What the primaries hold, each link as often as it is stored. */
export async function linkRows(rig: Rig): Promise<LinkRow[]> {
  const shards = [...rig.site.shards.keys()];
  const read = shards.map((shard) =>
    withSql(rig.site.primaryOf(shard), (query) =>
      query<LinkRow>(
        `SELECT '${shard}' AS shard, coalesce(alias, code) AS name, url, state
           FROM link WHERE state <> 'reserved' ORDER BY id`,
      ),
    ),
  );
  return (await Promise.all(read)).flat();
}

function storedWrong(name: string, stands: readonly LinkStand[], rows: readonly LinkRow[]): string[] {
  if (rows.length !== 1) return [`${name} was acknowledged and is stored ${rows.length} times`];
  const [{ url, state }] = rows as [LinkRow];
  const isRight = stands.some((stand) => stand.url === url && stand.state === state);
  return isRight ? [] : [`${name} is stored as ${state} ${url}, expected ${told(stands)}`];
}

async function answeredWrong(
  client: FleetClient,
  name: string,
  stands: readonly LinkStand[],
): Promise<string[]> {
  const { status, location } = await answered(client, name);
  const isRight = stands.some(
    (stand) => STATUS_OF[stand.state] === status && (status !== 302 || stand.url === location),
  );
  return isRight ? [] : [`/${name} answers ${status} ${location ?? ''}, expected ${told(stands)}`];
}

/** A 503 says to come back, so that is done. */
async function answered(client: FleetClient, name: string): Promise<Answer> {
  for (let triesLeft = TRIES_MAX; ; triesLeft -= 1) {
    const answer = await client.follow(name);
    if (answer.status !== 503 || triesLeft <= 1) return answer;
    await sleep(RETRY_MS);
  }
}

function told(stands: readonly LinkStand[]): string {
  return stands.map(({ url, state }) => `${state} ${url}`).join(' or ');
}
