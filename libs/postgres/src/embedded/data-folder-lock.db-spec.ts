import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { connect } from './connection.js';
import { DataFolderLock, LOCK_KEY } from './data-folder-lock.js';
import { DataFolderTakenError } from './embedded-server.errors.js';
import { endProcess, isAlive, query, Scratch } from './scratch-server.fixture.js';

const lasting = new Scratch();
const scratch = new Scratch();
let dataFolder: string;

beforeAll(async () => {
  dataFolder = join(await lasting.folder(), 'data');
});
afterEach(() => scratch.clear());
afterAll(() => lasting.clear());

test('a second process is refused, told who holds the folder, and leaves the server running', async () => {
  const holder = await scratch.hold({ dataFolder, holder: 'fleetlink standalone' });
  const second = scratch.start({ dataFolder });
  await expect(second).rejects.toThrow(DataFolderTakenError);
  await expect(second).rejects.toThrow(`in use by fleetlink standalone pid ${holder.process.pid}.`);
  await expect(second).rejects.toThrow('DATA_DIR');
  expect(await isAlive(holder.report.pid)).toBe(true);
  expect(await query(holder.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('of two first starts at the same time one gets the folder and the other names it', async () => {
  const fresh = { dataFolder: join(await scratch.folder(), 'data') };
  const holders = await Promise.all([scratch.hold(fresh), scratch.hold(fresh)]);
  const won = holders.find(({ report }) => !report.error);
  const lost = holders.find(({ report }) => report.error);
  expect(lost?.report.error).toContain(`in use by fleetlink pid ${won?.process.pid}.`);
  expect(await query(won!.report.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a start that meets a shutdown waits for it and then starts anew', async () => {
  const first = await scratch.start({ dataFolder });
  // SIGTERM is the patient shutdown: Postgres takes no connections and waits for those it has, such as the lock's.
  process.kill(first.pid, 'SIGTERM');
  const starting = scratch.start({ dataFolder });
  await sleep(200);
  await first.stop();
  const second = await starting;
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('an old process that is stopping does not take the next one along', async () => {
  const first = await scratch.start({ dataFolder });
  const starting = scratch.start({ dataFolder });
  // By then it has found the server and waits for the lock.
  await sleep(400);
  await first.stop();
  const second = await starting;
  expect(await query(second.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a broken connection takes the lock again without a word', async () => {
  const reasons: string[] = [];
  const server = await scratch.start({ dataFolder, onLost: (reason) => reasons.push(reason) });
  const url = server.url('postgres');
  const holders = `SELECT pg_backend_pid() <> pid AS other, pid FROM pg_locks WHERE locktype = 'advisory'`;
  const [before] = await query<{ pid: number }>(url, holders);
  await query(url, `SELECT pg_terminate_backend(${before!.pid})`);
  for (let asked = 0; (await query(url, holders)).length === 0 && asked < 100; asked += 1) await sleep(20);
  const after = await query<{ pid: number }>(url, holders);
  expect(after).toHaveLength(1);
  expect(after[0]!.pid).not.toBe(before!.pid);
  expect(reasons).toEqual([]);
});

test('a lock that cannot be had again is reported once', async () => {
  const server = await scratch.start({ dataFolder });
  const reasons: string[] = [];
  // The folder's own lock is the server's; this one stands for it in another database of the same server.
  await server.ensureDatabase('other');
  const lock = await DataFolderLock.acquire({
    url: server.url('other'),
    dataFolder,
    holder: 'test',
    onLost: (reason) => reasons.push(reason),
    recoveryMs: 300,
  });
  expect(lock.held).toBe(true);
  await endProcess(server.pid, 'SIGKILL');
  for (let asked = 0; lock.held && asked < 100; asked += 1) await sleep(20);
  await sleep(400);
  expect(reasons).toEqual([expect.stringMatching(/^The lock on the data folder .* is lost: .*ECONNREFUSED/)]);
  await lock.release();
});

test('a process whose folder went to another does not stop the server', async () => {
  let hearReason: (reason: string) => void = () => undefined;
  const reason = new Promise<string>((resolve) => (hearReason = resolve));
  const server = await scratch.start({ dataFolder, onLost: hearReason });
  const url = server.url('postgres');
  // Waiting in the queue for the lock, this session has it the moment its holder's connection breaks.
  const thief = await connect(url, 'thief');
  const stolen = thief.query('SELECT pg_advisory_lock($1, $2)', LOCK_KEY);
  await query(url, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`);
  await stolen;
  expect(await reason).toContain('in use by thief');
  await server.stop();
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await thief.end();
});
