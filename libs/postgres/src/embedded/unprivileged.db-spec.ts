import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readlink, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { locatePackage, prepareBinaries } from './postgres-binaries.js';
import type { SystemFolders } from './embedded-server.settings.js';
import { query, Scratch } from './scratch-server.fixture.js';
import { ServerAccount } from './server-account.js';

const scratch = new Scratch();

afterEach(() => scratch.clear());

const NOBODY = { uid: 65_534, gid: 65_534 };

// Only root can set these scenes; elsewhere they show up as skipped.
const underRoot = process.geteuid?.() === 0 ? describe : describe.skip;

underRoot('root with a data folder that the server’s account cannot enter', () => {
  async function sealedFolder(): Promise<{
    sealed: string;
    dataFolder: string;
    systemFolders: SystemFolders;
  }> {
    const sealed = await scratch.folder(0o700);
    const outside = await scratch.folder();
    const systemFolders = { cache: join(outside, 'cache'), data: join(outside, 'lib') };
    return { sealed, dataFolder: join(sealed, 'clone', '.fleetlink'), systemFolders };
  }

  test('keeps the database in a system folder and says where', async () => {
    const { dataFolder, systemFolders } = await sealedFolder();
    const server = await scratch.start({ dataFolder, systemFolders });
    expect(server.notice).toContain(`the database is kept in ${systemFolders.data}/`);
    expect(server.socketFolder.startsWith(systemFolders.data)).toBe(true);
    const { uid, mode } = await stat(server.socketFolder);
    expect(uid).not.toBe(0);
    expect(mode & 0o777).toBe(0o700);
    expect(await readdir(dataFolder)).toEqual([]);
  });

  test('may itself work in such a folder', async () => {
    const { sealed, dataFolder, systemFolders } = await sealedFolder();
    const { report } = await scratch.hold({ dataFolder, systemFolders }, { cwd: sealed });
    expect(report).toMatchObject({ notice: expect.stringContaining(systemFolders.data) });
  });

  test('finds the data there again, even after the folder has been opened', async () => {
    const { sealed, dataFolder, systemFolders } = await sealedFolder();
    const first = await scratch.start({ dataFolder, systemFolders });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await chmod(sealed, 0o755);
    const second = await scratch.start({ dataFolder, systemFolders });
    expect(second.notice).toBe(first.notice);
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('refuses to start empty when the folder that holds the data was closed afterwards', async () => {
    const { sealed, dataFolder, systemFolders } = await sealedFolder();
    await chmod(sealed, 0o711);
    const first = await scratch.start({ dataFolder, systemFolders });
    expect(first.notice ?? '').not.toContain('the database is kept');
    await first.stop();
    await chmod(sealed, 0o700);
    await expect(scratch.start({ dataFolder, systemFolders })).rejects.toThrow(
      `The data in ${join(dataFolder, 'postgres')} belong to user id`,
    );
  });
});

// A clone under root's home hides its programs from everyone else.
const nodeForAll = spawnSync(process.execPath, ['--version'], { ...NOBODY, cwd: '/' }).status === 0;

(nodeForAll ? underRoot : describe.skip)('a plain user', () => {
  test('without a home keeps everything in the data folder, and root starts it as that user', async () => {
    const folder = await scratch.folder(0o777);
    const dataFolder = join(folder, 'data');
    const holder = await scratch.hold({ dataFolder }, NOBODY);
    expect(holder.report.error).toBeUndefined();
    expect(holder.report.notice).toBeUndefined();
    expect(await readdir(dataFolder)).toEqual(['postgres']);
    holder.process.stdin?.end();
    await new Promise((resolve) => holder.process.once('exit', resolve));
    const server = await scratch.start({ dataFolder });
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(NOBODY.uid);
  });

  test('is told whose the data are that root’s server made', async () => {
    const dataFolder = join(await scratch.folder(), 'data');
    const server = await scratch.start({ dataFolder });
    await server.stop();
    const { uid } = await stat(join(dataFolder, 'postgres'));
    const holder = await scratch.hold({ dataFolder }, { uid: 65_533, gid: 65_533 });
    expect(holder.report.error).toContain(`belong to user id ${uid}`);
  });
});

underRoot('binaries that the account cannot run from the package', () => {
  test('are copied once to a folder where it can, links included', async () => {
    const [sealed, open] = [await scratch.folder(0o700), await scratch.folder()];
    const packageFolder = join(sealed, 'package');
    await cp(locatePackage(), packageFolder, { recursive: true, verbatimSymlinks: true });
    const account = await ServerAccount.choose();
    const [first, second] = await Promise.all(
      [1, 2].map(() => prepareBinaries(account, packageFolder, join(open, 'cache'))),
    );
    expect(first).toEqual(second);
    expect(first!.copiedTo).toMatch(/\/cache\/postgres-\d+\.\d+/);
    expect(await account.run(first!.postgres, ['--version'])).toContain('PostgreSQL');
    expect(await readdir(join(open, 'cache'))).toHaveLength(1);
    expect(await readlink(join(first!.copiedTo!, 'lib', 'libicuuc.so.60'))).toBe('libicuuc.so.60.2');
  });
});

test('links that npm was told not to lay are laid in a copy', async () => {
  const folder = await scratch.folder();
  const packageFolder = join(folder, 'package');
  await cp(locatePackage(), packageFolder, { recursive: true, verbatimSymlinks: true });
  for (const link of await readdir(join(packageFolder, 'native', 'lib'))) {
    const path = join(packageFolder, 'native', 'lib', link);
    if (await readlink(path).catch(() => undefined)) await rm(path);
  }
  await mkdir(join(folder, 'cache'));
  const binaries = await prepareBinaries(await ServerAccount.choose(), packageFolder, join(folder, 'cache'));
  expect(binaries.copiedTo).toContain(join(folder, 'cache'));
});
