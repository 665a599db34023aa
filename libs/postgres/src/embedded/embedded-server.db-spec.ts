import { chown, mkdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DataSource } from 'typeorm';
import { query, Scratch, SCRATCH_SETTINGS } from './scratch-server.fixture.js';

const lasting = new Scratch();
const scratch = new Scratch();
let lastingFolder: string;

beforeAll(async () => {
  lastingFolder = join(await lasting.folder(), 'data');
});
afterEach(() => scratch.clear());
afterAll(() => lasting.clear());

const SHOWN = [
  'data_checksums',
  'fsync',
  'full_page_writes',
  'listen_addresses',
  'server_encoding',
  'lc_collate',
];

describe('a first start', () => {
  test('makes a durable cluster that only its owner can reach', async () => {
    const dataFolder = join(await scratch.folder(), 'new', 'data');
    const server = await scratch.start({ dataFolder, settings: { shared_buffers: '16MB' } });
    expect(server.notice ?? '').not.toContain('the database is kept');
    expect(server.socketFolder).toBe(join(dataFolder, 'postgres'));
    expect((await stat(server.socketFolder)).mode & 0o777).toBe(0o700);
    const rows = await query<{ name: string; setting: string }>(
      server.url('postgres'),
      `SELECT name, setting FROM pg_settings WHERE name = ANY ('{${SHOWN.join()}}')`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toMatchObject({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      server_encoding: 'UTF8',
    });
  });

  test('gives connection strings that node-postgres, TypeORM and URL accept', async () => {
    // Every character here means something in a URL, in a list of folders or in a shell.
    const dataFolder = join(await scratch.folder(), `a b,"c'%2F?#$`);
    const server = await scratch.start({ dataFolder });
    await server.ensureDatabase('links');
    await server.ensureDatabase('links');
    const url = server.url('links');
    expect(new URL(url).pathname).toBe('/links');
    const who = 'SELECT current_user AS who, current_database() AS what';
    expect(await query(url, who)).toEqual([{ who: 'fleetlink', what: 'links' }]);
    const source = await new DataSource({ type: 'postgres', url }).initialize();
    expect(await source.query(who)).toEqual([{ who: 'fleetlink', what: 'links' }]);
    await source.destroy();
  });

  test('creates a database once although two ask at the same time', async () => {
    const server = await scratch.start({ dataFolder: lastingFolder });
    await Promise.all([server.ensureDatabase('stats'), server.ensureDatabase('stats')]);
    await expect(server.ensureDatabase('x"; DROP DATABASE stats')).rejects.toThrow('Not a database name');
  });
});

describe('a later start', () => {
  test('finds what was stored, and a stop leaves no process', async () => {
    const dataFolder = lastingFolder;
    const first = await scratch.start({ dataFolder });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await Promise.all([first.stop(), first.stop()]);
    expect(() => process.kill(first.pid, 0)).toThrow('ESRCH');
    const messages: string[] = [];
    const second = await scratch.start({ dataFolder, log: (message) => messages.push(message) });
    expect(second.adopted).toBe(false);
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    // A clone that the server's account cannot enter has one more to say: where the programs are.
    expect(messages.filter((message) => !message.startsWith('The Postgres programs'))).toEqual([
      expect.stringContaining('Started Postgres'),
    ]);
  });

  test('keeps one predecessor of a log that has grown large', async () => {
    const dataFolder = lastingFolder;
    const first = await scratch.start({ dataFolder });
    await first.stop();
    const log = join(first.socketFolder, 'postgres.log');
    await writeFile(log, 'x'.repeat(10_485_761));
    await scratch.start({ dataFolder });
    expect((await stat(`${log}.1`)).size).toBeGreaterThan(10_485_760);
    expect(await readFile(log, 'utf8')).toContain('ready to accept connections');
  });
});

describe('a start that cannot succeed', () => {
  test('says at once what Postgres said, and where its log is', async () => {
    const dataFolder = lastingFolder;
    const begun = Date.now();
    const settings = { ...SCRATCH_SETTINGS, max_connections: 'many' };
    const failed = scratch.start({ dataFolder, settings });
    await expect(failed).rejects.toThrow('invalid value for parameter "max_connections": "many"');
    await expect(failed).rejects.toThrow(join(dataFolder, 'postgres', 'postgres.log'));
    expect(Date.now() - begun).toBeLessThan(4_000);
  });

  test('refuses settings that would make the server unreachable', async () => {
    const dataFolder = join(await scratch.folder(), 'data');
    const failed = scratch.start({ dataFolder, settings: { port: '1', listen_addresses: '*' } });
    await expect(failed).rejects.toThrow('port, listen_addresses');
  });

  test('names the folder where a file is in its way', async () => {
    const file = join(await scratch.folder(), 'file');
    await writeFile(file, '');
    await expect(scratch.start({ dataFolder: join(file, 'data') })).rejects.toThrow(
      `Cannot create the folder ${file}`,
    );
  });
});

describe('a data folder whose path is too long for a socket', () => {
  async function deepFolder(): Promise<string> {
    const path = join(await scratch.folder(), 'x'.repeat(60), 'y'.repeat(60));
    await mkdir(dirname(path), { mode: 0o711 });
    return path;
  }

  test('has its socket in a private short folder, removed by stop', async () => {
    const server = await scratch.start({ dataFolder: await deepFolder() });
    expect(server.socketFolder.length).toBeLessThan(60);
    expect((await stat(server.socketFolder)).mode & 0o777).toBe(0o700);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(stat(server.socketFolder)).rejects.toThrow('ENOENT');
  });

  test('is refused a short folder that others can enter', async () => {
    const dataFolder = await deepFolder();
    const first = await scratch.start({ dataFolder });
    await first.stop();
    const { uid, gid } = await stat(join(dataFolder, 'postgres'));
    await mkdir(first.socketFolder, { mode: 0o755 });
    await chown(first.socketFolder, uid, gid);
    try {
      await expect(scratch.start({ dataFolder })).rejects.toThrow(
        `${first.socketFolder} is not a private folder`,
      );
    } finally {
      await rmdir(first.socketFolder);
    }
  });
});
