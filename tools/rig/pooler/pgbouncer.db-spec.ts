import { setTimeout as sleep } from 'node:timers/promises';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { freePortBase } from '../control/free-port-base.ts';
import { whyNoRig } from '../program/programs.ts';
import { startRig, type Rig } from '../rig-fleet.ts';

jest.setTimeout(120_000);

const NEEDS = { isEmbedded: false, hasNginx: true, hasPgbouncer: true };
const LINKS = 30;
const LEASE_TTL_MS = 6000;

// Installs what is missing where it can; where that fails, the reason stands in the name of what is skipped.
const reason = await whyNoRig(NEEDS);
const whereItCanRun = reason === undefined ? describe : describe.skip;

interface Link {
  readonly name: string;
  readonly shortUrl: string;
  readonly url: string;
}

whereItCanRun(`services behind PgBouncer${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let rig: Rig;
  const databases: Database[] = [];

  beforeAll(async () => {
    const shape = { shards: 1, replicas: 1, lookups: 1, hasPgbouncer: true };
    const settings = { SNOWFLAKE_LEASE_TTL_MS: String(LEASE_TTL_MS) };
    rig = await startRig({ ...shape, settings, portBase: await freePortBase(shape), isBuilt: true });
  });
  afterEach(() => Promise.all(databases.splice(0).map((database) => database.close())));
  afterAll(() => rig?.down());

  async function api<Body>(method: string, path: string, body?: unknown, key?: string): Promise<Body> {
    const answer = await fetch(`${rig.gatewayUrl}/api/v1/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${rig.apiKey}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  }

  const make = (index: number): Promise<Link> =>
    api('POST', 'links', { url: `https://example.com/${index}` }, `key-${index}`);
  const target = async ({ shortUrl }: Link): Promise<string | null> =>
    (await fetch(shortUrl, { redirect: 'manual' })).headers.get('location');
  const all = <Result>(work: (index: number) => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: LINKS }, (_, index) => work(index)));

  async function metricsOf(app: string): Promise<string> {
    const service = rig.site.ofKind('service').find((node) => node.app === app)!;
    return (await fetch(`http://127.0.0.1:${service.managementPort}/metrics`)).text();
  }

  const poolerUrl = (): string =>
    (JSON.parse(rig.environment()['SHARDS']!) as { primary: string }[])[0]!.primary;

  /** As a service opens it. */
  function pooled(): Database {
    const { settings } = readSettings({ settings: postgresSettings }, { DATABASE_POOLER: 'transaction' });
    const database = new Database({ name: 'shard-0', url: poolerUrl(), settings });
    databases.push(database);
    return database;
  }

  it('make, follow, edit, list and count links, and honour an Idempotency-Key', async () => {
    const links = await all(make);
    expect((await all(make)).map(({ name }) => name)).toEqual(links.map(({ name }) => name));
    expect(await Promise.all(links.map(target))).toEqual(links.map(({ url }) => url));
    await Promise.all(
      links.map(({ name }) => api('PATCH', `links/${name}`, { title: 'seen', url: 'https://example.org/' })),
    );
    const bulk = await api<{ status: number }[]>('POST', 'links/bulk', [
      ...links.map(({ url }) => ({ url })),
      { url: 'https://example.com/', alias: 'through-the-pooler' },
    ]);
    expect(new Set(bulk.map(({ status }) => status))).toEqual(new Set([201]));
    const listed = await api<{ links: { title: string | null }[] }>('GET', 'links?limit=100');
    expect(listed.links).toHaveLength(2 * LINKS + 1);
    expect(listed.links.filter(({ title }) => title === 'seen')).toHaveLength(LINKS);
    await api('DELETE', 'links/through-the-pooler');
    const giveUpAt = Date.now() + 30_000;
    for (let clicks = 0; clicks < LINKS; await sleep(100)) {
      ({ clicks } = await api<{ clicks: number }>('GET', 'stats/summary'));
      if (Date.now() > giveUpAt) throw new Error(`${clicks} of ${LINKS} clicks were counted`);
    }
  });

  it('hold a worker lease, which is renewed', async () => {
    await sleep(LEASE_TTL_MS);
    const metrics = await metricsOf('create');
    expect(metrics).toMatch(/^fleetlink_worker_lease_held\S* 1$/m);
    expect(metrics).toMatch(/^fleetlink_id_conflicts_total\S* 0$/m);
  });

  it('read from a replica through a pool of its own', async () => {
    const { links } = await api<{ links: Link[] }>('GET', 'links?limit=100');
    const unchanged = links.filter(({ url }) => url.startsWith('https://example.com/'));
    expect(await Promise.all(unchanged.map(target))).toEqual(unchanged.map(({ url }) => url));
    const reads = /^fleetlink_shard_reads_total\{.*from="shard-0-replica-0".*\} (\d+)$/m;
    expect(Number(reads.exec(await metricsOf('lookup'))?.[1])).toBeGreaterThan(0);
  });

  it('find a limit on the server for what nobody waits for any more', async () => {
    const rows = await pooled().query({ text: 'SHOW statement_timeout' });
    expect(rows).toEqual([{ statement_timeout: '30s' }]);
  });

  it('disturb no other client when a statement passes its deadline', async () => {
    const [hasty, patient] = [pooled(), pooled()];
    const long = patient.query({ text: 'SELECT 7 AS answer FROM pg_sleep(1.5)' });
    const given = Promise.allSettled(
      Array.from({ length: 20 }, () => hasty.query({ text: 'SELECT pg_sleep(1)' }, [], 100)),
    );
    for (let value = 0; value < 200; value += 1) {
      const statement = { name: 'echo', text: 'SELECT $1::int AS value' };
      expect(await patient.query(statement, [value])).toEqual([{ value }]);
    }
    for (const outcome of await given)
      expect(outcome).toMatchObject({ reason: { code: 'postgres/deadline' } });
    expect(await long).toEqual([{ answer: 7 }]);
  });

  it('are safe from the cancel of an operator, which reaches the statement that is meant', async () => {
    const other = pooled().query({ text: 'SELECT 7 AS answer FROM pg_sleep(1.5)' });
    const operator = new pg.Client({ connectionString: poolerUrl() });
    await operator.connect();
    const meant = operator.query('SELECT pg_sleep(20)');
    meant.catch(() => undefined);
    await sleep(300);
    await cancel(operator);
    await expect(meant).rejects.toMatchObject({ code: '57014' });
    expect(await other).toEqual([{ answer: 7 }]);
    await operator.end();
  });
});

/** A CancelRequest as psql sends it on Ctrl-C: a connection of its own, with the key of the session. */
async function cancel(client: pg.Client): Promise<void> {
  const { processID, secretKey, host, port } = client as pg.Client & {
    processID: number;
    secretKey: number;
  };
  const connection = new pg.Connection() as pg.Connection & {
    connect(port: number, host: string): void;
    cancel(processId: number, secretKey: number): void;
  };
  connection.connect(port, host);
  await new Promise<void>((resolve) => {
    connection.once('connect', () => connection.cancel(processID, secretKey));
    connection.once('end', () => resolve());
  });
}
