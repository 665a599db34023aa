import { Client } from 'pg';
import { CONNECT_TIMEOUT_MS, SOCKET_PORT, SUPERUSER } from './embedded-server.settings.js';

/** The database that initdb makes; it holds nothing of ours but the lock. */
export const MAINTENANCE_DATABASE = 'postgres';

/**
 * A connection string over a unix socket. The folder is percent-encoded in the host's place, the one form that
 * node-postgres, libpq and the URL class all read; port and sslmode are spelt out against PGPORT and PGSSLMODE.
 */
export function socketUrl(socketFolder: string, database: string): string {
  const host = encodeURIComponent(socketFolder);
  return `postgresql://${SUPERUSER}@${host}:${SOCKET_PORT}/${encodeURIComponent(database)}?sslmode=disable`;
}

/** Opens a connection; the caller ends it. */
export async function connect(url: string, applicationName = 'fleetlink'): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that dies between two statements says so by this event, which unheard would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs one piece of work on a connection of its own. */
export async function withConnection<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
