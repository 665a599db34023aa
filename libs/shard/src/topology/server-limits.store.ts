import type { Database, Statement } from '@fleetlink/postgres';

/** A server that is down at start must not hold it up for longer. */
const ASK_DEADLINE_MS = 2000;

const offeredStatement = {
  text: `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int AS offered`,
};

const limitedStatement = { text: `SELECT current_setting('statement_timeout') <> '0' AS limited` };

/** Connections that a server gives to ordinary users; undefined when it does not answer. */
export async function offeredConnections(database: Database): Promise<number | undefined> {
  return (await firstRow<{ offered: number }>(database, offeredStatement))?.offered;
}

/** False when nothing on the server ends a statement that runs for ever; undefined when it does not answer. */
export async function limitsStatements(database: Database): Promise<boolean | undefined> {
  return (await firstRow<{ limited: boolean }>(database, limitedStatement))?.limited;
}

async function firstRow<Row>(database: Database, statement: Statement): Promise<Row | undefined> {
  const rows = await database.query<Row>(statement, [], ASK_DEADLINE_MS).catch(() => []);
  return rows[0];
}
