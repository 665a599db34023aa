import type { Database } from '@fleetlink/postgres';

/** A server that is down at start must not hold it up for longer. */
const ASK_DEADLINE_MS = 2000;

const limitsStatement = {
  text: `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int AS offered`,
};

/** Connections that a server gives to ordinary users; undefined when it does not answer. */
export async function offeredConnections(database: Database): Promise<number | undefined> {
  try {
    const [row] = await database.query<{ offered: number }>(limitsStatement, [], ASK_DEADLINE_MS);
    return row?.offered;
  } catch {
    return undefined;
  }
}
