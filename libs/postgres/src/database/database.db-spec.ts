import { freePort, testDatabase, waitFor, type TestDatabase } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Database, type DatabaseOptions } from './database.js';
import type { LeakReport } from './leak-watch.js';
import type { PostgresSettings } from './postgres.settings.js';

const settings: PostgresSettings = {
  poolSizeMax: 2,
  poolSizeMin: 0,
  pooler: 'none',
  connectTimeoutMs: 2000,
  idleTimeoutMs: 10_000,
  lifetimeSeconds: 600,
  statementTimeoutMs: 5000,
  leakThresholdMs: 5000,
};

let server: TestDatabase;
const opened: Database[] = [];

const database = (options: Partial<DatabaseOptions> = {}): Database => {
  const made = new Database({ name: 'db', url: server.url, settings, ...options });
  opened.push(made);
  return made;
};
const sleepFor = (seconds: number) => ({ text: `SELECT pg_sleep(${seconds})` });
const backendOf = async (db: Database) =>
  (await db.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]!.pid;
const elapsed = async (work: () => Promise<unknown>) => {
  const startMs = performance.now();
  const [outcome] = await Promise.allSettled([work()]);
  return { ms: performance.now() - startMs, outcome };
};

/** As an administrator, on a connection of its own. */
async function administer(text: string): Promise<void> {
  const url = new URL(server.url);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

beforeAll(async () => {
  server = await testDatabase({
    template: 'database_spec',
    prepare: async (url) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('CREATE TABLE note (id integer PRIMARY KEY)');
      await client.end();
    },
  });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()));
});
afterAll(async () => {
  await server.drop();
});

describe('Database.query', () => {
  it('answers within its deadline when the statement is slow, and uses the database again', async () => {
    const db = database();
    await db.open();
    const { ms, outcome } = await elapsed(() => db.query(sleepFor(3), [], 150));
    expect(outcome).toMatchObject({ reason: { code: 'postgres/deadline', kind: 'unavailable' } });
    expect(ms).toBeGreaterThan(140);
    expect(ms).toBeLessThan(400);
    expect(await db.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  });

  it('counts the wait for a connection, and drops what nobody waits for any more', async () => {
    const db = database();
    const busy = [db.query(sleepFor(0.6)), db.query(sleepFor(0.6))];
    await waitFor(() => db.poolState().size === 2);
    const late = { text: 'INSERT INTO note VALUES (1)' };
    const { ms, outcome } = await elapsed(() => db.query(late, [], 100));
    expect(outcome).toMatchObject({ reason: { code: 'postgres/deadline' } });
    expect(ms).toBeLessThan(300);
    await Promise.all(busy);
    await waitFor(() => db.poolState().waiting === 0);
    expect(await db.query({ text: 'SELECT * FROM note WHERE id = 1' })).toEqual([]);
  });

  it('has one plan for all values where it is told to, and leaves that to the server behind a pooler', async () => {
    const modeOf = async (options: Partial<DatabaseOptions>) =>
      (await database(options).query<object>({ text: 'SHOW plan_cache_mode' }))[0];
    expect(await modeOf({})).toEqual({ plan_cache_mode: 'auto' });
    expect(await modeOf({ hasGenericPlans: true })).toEqual({ plan_cache_mode: 'force_generic_plan' });
    const pooled = { hasGenericPlans: true, settings: { ...settings, pooler: 'transaction' } } as const;
    expect(await modeOf(pooled)).toEqual({ plan_cache_mode: 'auto' });
  });

  it('keeps the pool within its limit', async () => {
    const db = database();
    const queries = Array.from({ length: 20 }, () => db.query(sleepFor(0.02)));
    await waitFor(() => db.poolState().waiting > 0);
    expect(db.poolState()).toMatchObject({ size: 2, sizeMax: 2 });
    await Promise.all(queries);
    const others = new Set(await Promise.all(Array.from({ length: 20 }, () => backendOf(db))));
    expect(others.size).toBeLessThanOrEqual(2);
  });

  it('prepares a named statement once per connection', async () => {
    const db = database({ settings: { ...settings, poolSizeMax: 1 } });
    for (const value of [1, 2, 3])
      expect(await db.query({ name: 'echo', text: 'SELECT $1::int AS value' }, [value])).toEqual([{ value }]);
    expect(
      await db.query({
        text: 'SELECT name, generic_plans + custom_plans AS runs FROM pg_prepared_statements',
      }),
    ).toEqual([{ name: 'echo', runs: '3' }]);
  });

  it('keeps its connection after an error that is the statement’s own', async () => {
    const db = database({ settings: { ...settings, poolSizeMax: 1 } });
    const backend = await backendOf(db);
    await expect(db.query({ text: 'SELECT 1 / 0' })).rejects.toMatchObject({ code: '22012' });
    expect(await backendOf(db)).toBe(backend);
  });
});

describe('Database without its server', () => {
  it('says unavailable at once when nothing listens, and again while it leaves the server alone', async () => {
    const db = database({ url: `postgres://127.0.0.1:${await freePort()}/nowhere` });
    for (let tries = 0; tries < 2; tries += 1) {
      const { ms, outcome } = await elapsed(() => db.query({ text: 'SELECT 1' }));
      expect(outcome).toMatchObject({ reason: { code: 'postgres/unreachable', kind: 'unavailable' } });
      expect(ms).toBeLessThan(500);
    }
    await expect(db.open()).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(db.transaction(async () => {})).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(db.entities(async () => {})).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('opens by itself once the database is there, and survives losing it', async () => {
    const name = 'database_spec_later';
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const db = database({ url: url.href });
    await expect(db.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'unavailable' });
    await administer(`CREATE DATABASE ${name}`);
    await waitFor(() =>
      db.open().then(
        () => true,
        () => false,
      ),
    );
    await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    await expect(db.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'unavailable' });
    await administer(`CREATE DATABASE ${name}`);
    expect(await db.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await db.close();
    await administer(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('refuses statements after close, and does not open again', async () => {
    const db = database();
    await db.open();
    await db.close();
    await expect(db.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(db.poolState().size).toBe(0);
  });
});

describe('Database.transaction', () => {
  const rowCount = async (db: Database, id: number) =>
    (await db.query({ text: 'SELECT 1 FROM note WHERE id = $1' }, [id])).length;
  const insert = { text: 'INSERT INTO note VALUES ($1)' };

  it('commits what resolves and rolls back what rejects', async () => {
    const db = database();
    await db.transaction((session) => session.query(insert, [10]));
    const failing = db.transaction(async (session) => {
      await session.query(insert, [11]);
      throw new Error('thought better of it');
    });
    await expect(failing).rejects.toThrow('thought better of it');
    expect([await rowCount(db, 10), await rowCount(db, 11)]).toEqual([1, 0]);
    expect(db.poolState()).toMatchObject({ size: 1, idle: 1 });
  });

  it('does not take a swallowed failure for a commit', async () => {
    const db = database();
    const careless = db.transaction(async (session) => {
      await session.query(insert, [12]);
      await session.query({ text: 'SELECT 1 / 0' }).catch(() => {});
    });
    await expect(careless).rejects.toThrow('nothing of it was committed');
    expect(await rowCount(db, 12)).toBe(0);
  });

  it('outlives a server that drops the connection between two statements', async () => {
    const db = database();
    const dropped = db.transaction(async (session) => {
      const [row] = await session.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
      await administer(`SELECT pg_terminate_backend(${row!.pid})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await session.query(insert, [13]);
    });
    await expect(dropped).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await rowCount(db, 13)).toBe(0);
  });
});

describe('the leak watch', () => {
  it('reports a connection held too long, once, with the stack that took it', async () => {
    const reports: LeakReport[] = [];
    const db = database({
      settings: { ...settings, leakThresholdMs: 100 },
      onLeak: (report) => reports.push(report),
    });
    async function holdForLong(): Promise<void> {
      await db.transaction((session) => session.query(sleepFor(0.5)));
    }
    await holdForLong();
    await db.transaction((session) => session.query(sleepFor(0.01)));
    await db.query(sleepFor(0.2));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ database: 'db' });
    expect(reports[0]!.heldMs).toBeGreaterThanOrEqual(100);
    expect(reports[0]!.stack).toContain('holdForLong');
  });
});
