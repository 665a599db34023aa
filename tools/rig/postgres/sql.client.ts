/** Statements of the rig itself, past every pooler and proxy. */
import pg from 'pg';
import type { PostgresNode } from '../plan/fleet-node.ts';
import { RigError } from '../rig-error.ts';

/** Superuser of every server and name of the one database on it. Only this machine can connect. */
export const DATABASE = 'fleetlink';

const CONNECT_TIMEOUT_MS = 1_000;
const QUERY_TIMEOUT_MS = 5_000;

export type Query = <Row>(text: string) => Promise<Row[]>;

/** Lends a connection to `work`. Whatever a server fails to answer becomes an error in time. */
export async function withSql<Result>(
  { name, port }: Pick<PostgresNode, 'name' | 'port'>,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: DATABASE,
    database: DATABASE,
    application_name: 'rig',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  });
  // unheard, a connection that dies between two statements would end this process
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: Error) => {
      throw new RigError(`${name} takes no connection: ${error.message}`, 'npm run rig -- status', {
        cause: error,
      });
    });
    return await work(async <Row>(text: string) => (await client.query(text)).rows as Row[]);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function databaseUrl(port: number, database = DATABASE): string {
  return `postgresql://${DATABASE}@127.0.0.1:${port}/${database}?sslmode=disable`;
}
