import { afterEach, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from './test-database.js';

const databases: TestDatabase[] = [];

afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.drop()));
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function clone(template: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase> {
  const database = await testDatabase({ template, prepare });
  databases.push(database);
  return database;
}

test('callers at the same time get a clone each of a template prepared once', async () => {
  let prepared = 0;
  const prepare = async (url: string): Promise<void> => {
    prepared += 1;
    await query(url, 'CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)');
  };
  const clones = await Promise.all([1, 2, 3, 4].map(() => clone('shared', prepare)));
  expect(prepared).toBe(1);
  expect(new Set(clones.map(({ url }) => url)).size).toBe(4);
  await query(clones[0]!.url, 'INSERT INTO thing VALUES (2)');
  expect(await query(clones[0]!.url, 'SELECT id FROM thing ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await query(clones[1]!.url, 'SELECT id FROM thing')).toEqual([{ id: 1 }]);
});

test('a prepare that failed is begun anew by the next caller', async () => {
  const half = async (url: string): Promise<void> => {
    await query(url, 'CREATE TABLE half (id int)');
    throw new Error('migration failed');
  };
  await expect(clone('failing', half)).rejects.toThrow('migration failed');
  const { url } = await clone(
    'failing',
    async (whole) => void (await query(whole, 'CREATE TABLE done (id int)')),
  );
  expect(await query(url, "SELECT relname FROM pg_class WHERE relname IN ('half', 'done')")).toEqual([
    { relname: 'done' },
  ]);
});

test('drop removes the database although a connection is open', async () => {
  const database = await clone('dropped', async () => undefined);
  const client = new Client({ connectionString: database.url });
  const faults: Error[] = [];
  client.on('error', (fault) => faults.push(fault));
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  await client.connect();
  await database.drop();
  await ended;
  expect(faults[0]?.message).toContain('terminating connection');
  await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist');
});

test.each(['', 'Upper', 'a"b', 'x'.repeat(31)])('refuses the template name %j', async (template) => {
  await expect(testDatabase({ template, prepare: async () => undefined })).rejects.toThrow(
    'Not a template name',
  );
});

test('the server is the run’s own: fast, with connections for every worker', async () => {
  const { url } = await clone('settings', async () => undefined);
  const rows = await query(
    url,
    "SELECT current_setting('fsync') AS fsync, current_setting('max_connections') AS max",
  );
  expect(rows).toEqual([{ fsync: 'off', max: '300' }]);
});
