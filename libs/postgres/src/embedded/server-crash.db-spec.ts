import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { endProcess, isAlive, killed, query, Scratch } from './scratch-server.fixture.js';

const lasting = new Scratch();
const scratch = new Scratch();
let dataFolder: string;

beforeAll(async () => {
  dataFolder = join(await lasting.folder(), 'data');
});
afterEach(() => scratch.clear());
afterAll(() => lasting.clear());

test('a server that outlived its killed process is adopted, with all that was committed', async () => {
  const holder = await scratch.hold({ dataFolder });
  await query(holder.report.url, 'CREATE TABLE committed AS SELECT 42 AS answer');
  await killed(holder.process, 'SIGKILL');
  expect(await isAlive(holder.report.pid)).toBe(true);
  const server = await scratch.start({ dataFolder });
  expect(server).toMatchObject({ adopted: true, pid: holder.report.pid });
  expect(await query(server.url('postgres'), 'SELECT answer FROM committed')).toEqual([{ answer: 42 }]);
  await server.stop();
  expect(await isAlive(holder.report.pid)).toBe(false);
});

test('Ctrl-C reaches the process only: it decides when its server stops', async () => {
  // A terminal signals the whole group of processes in its foreground.
  const holder = await scratch.hold({ dataFolder }, { detached: true });
  const exit = once(holder.process, 'exit');
  process.kill(-holder.process.pid!, 'SIGINT');
  await exit;
  const server = await scratch.start({ dataFolder });
  expect(server).toMatchObject({ adopted: true, pid: holder.report.pid });
});

test('a postmaster that was killed is replaced', async () => {
  const first = await scratch.start({ dataFolder });
  await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
  await endProcess(first.pid, 'SIGKILL');
  const stopped = first.stop();
  const second = await scratch.start({ dataFolder });
  await stopped;
  expect(second.adopted).toBe(false);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

// A server of the account's own is what Postgres takes for another postmaster: it ignores processes of other users.
test('a stale lock file is recovered from although its process id now belongs to another program', async () => {
  const first = await scratch.start({ dataFolder });
  const home = join(dataFolder, 'postgres');
  const { uid, gid } = await stat(home);
  await endProcess(first.pid, 'SIGKILL');
  await first.stop();
  const stranger = spawn('sleep', ['60'], { uid, gid, cwd: '/', stdio: 'ignore' });
  try {
    for (const file of [join(home, 'cluster', 'postmaster.pid'), join(home, '.s.PGSQL.5432.lock')]) {
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/^\d+/, String(stranger.pid)));
    }
    const second = await scratch.start({ dataFolder });
    expect(await query(second.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await isAlive(stranger.pid!)).toBe(true);
  } finally {
    await killed(stranger, 'SIGKILL');
  }
});
