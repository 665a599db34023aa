import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder, testDatabase, type TemporaryFolder, type TestDatabase } from '@fleetlink/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { migrate } from './migrations.js';

let database: TestDatabase;
let folder: TemporaryFolder;

const add = (file: string, sql: string) => writeFileSync(join(folder.path, file), sql);
const run = () => migrate('db', database.url, [pathToFileURL(`${folder.path}/`)]);
async function rows(text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return (await client.query(text).finally(() => client.end())).rows;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  database = await testDatabase({ template: 'empty', prepare: async () => {} });
});
afterEach(async () => {
  await database.drop();
  await folder.remove();
});

describe('migrate', () => {
  it('applies each file once although several processes try at the same time, even one outside a transaction', async () => {
    add('0001-table.sql', 'CREATE TABLE note (id integer PRIMARY KEY); INSERT INTO note VALUES (1);');
    add('0002-slow.sql', 'SELECT pg_sleep(0.3); INSERT INTO note SELECT max(id) + 1 FROM note;');
    add('0003-index.sql', '-- no-transaction\nCREATE INDEX CONCURRENTLY note_by_id ON note (id)');
    const reports = await Promise.all([run(), run(), run()]);
    expect(reports.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 3]);
    expect(reports.find(({ applied }) => applied.length > 0)!.applied).toEqual(['table', 'slow', 'index']);
    expect(await rows('SELECT count(*)::int AS count FROM note')).toEqual([{ count: 2 }]);
  });

  it('leaves nothing of a migration that fails, and goes on from there once it is mended', async () => {
    add('0001-table.sql', 'CREATE TABLE note (id integer PRIMARY KEY)');
    add('0002-more.sql', 'CREATE TABLE more (); SELECT 1 / 0;');
    await expect(run()).rejects.toThrow('division by zero');
    expect(await rows(`SELECT to_regclass('note') AS note, to_regclass('more') AS more`)).toEqual([
      { note: 'note', more: null },
    ]);
    add('0002-more.sql', 'CREATE TABLE more ()');
    expect((await run()).applied).toEqual(['more']);
  });

  it('refuses a file whose name gives it no place in the order', async () => {
    add('table.sql', 'CREATE TABLE note ()');
    await expect(run()).rejects.toThrow('table.sql is no migration');
  });
});
