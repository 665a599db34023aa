import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabaseRequest {
  /** Names what `prepare` makes: test files that ask for the same name share one template. */
  readonly template: string;
  /** Fills the template, once a run: migrations, seeds. It must close its connections. */
  readonly prepare: (url: string) => Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, and with it whatever connections are left. */
  drop(): Promise<void>;
}

const TEMPLATE_NAME = /^[a-z][a-z0-9_]{0,29}$/;

/** A database of the caller's own, cloned in milliseconds from a template that the first caller prepares. */
export async function testDatabase({ template, prepare }: TestDatabaseRequest): Promise<TestDatabase> {
  if (!TEMPLATE_NAME.test(template)) throw new Error(`Not a template name: ${JSON.stringify(template)}`);
  const name = `${template}_${randomBytes(4).toString('hex')}`;
  await onServer(async (client) => {
    await ensureTemplate(client, template, prepare);
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "template_${template}"`);
  });
  return {
    url: urlOf(name),
    drop: () =>
      onServer(async (client) => void (await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))),
  };
}

// Jest runs test files in several processes: a lock lets one of them prepare while the others wait. The template gets
// its name only when it is complete, so that a prepare that failed is begun anew by the next caller.
async function ensureTemplate(
  client: Client,
  template: string,
  prepare: TestDatabaseRequest['prepare'],
): Promise<void> {
  const finished = `template_${template}`;
  const unfinished = `unfinished_${template}`;
  const key = createHash('sha256').update(finished).digest().readInt32BE(0);
  await client.query('SELECT pg_advisory_lock($1)', [key]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [finished]);
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS "${unfinished}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${unfinished}"`);
    await prepare(urlOf(unfinished));
    await client.query(`ALTER DATABASE "${unfinished}" RENAME TO "${finished}"`);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [key]);
  }
}

async function onServer(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  const url = process.env['FLEETLINK_TEST_POSTGRES_URL'];
  if (url) return url;
  throw new Error(
    'No Postgres for tests: name the file *.db-spec.ts or *.e2e-spec.ts, Jest then starts one.',
  );
}
