import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCluster } from './cluster.js';
import { locatePackage, prepareBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { Scratch } from './scratch-server.fixture.js';
import { chooseSite, type ServerSite } from './server-site.js';

const scratch = new Scratch();
let site: ServerSite;
let binaries: PostgresBinaries;

beforeEach(async () => {
  const folder = await scratch.folder();
  site = await chooseSite(join(folder, 'data'), { cache: join(folder, 'cache'), data: join(folder, 'lib') });
  binaries = await prepareBinaries(site.account, locatePackage(), site.binariesCache);
});

afterEach(() => scratch.clear());

test('of two first starts one makes the cluster, the other discards its own and carries on', async () => {
  const both = [1, 2].map(() => createCluster(site, binaries, { durable: false }));
  expect((await Promise.all(both)).sort()).toEqual([false, true]);
  expect(await readdir(site.home)).toEqual(['cluster']);
  expect(await readdir(site.cluster)).toContain('PG_VERSION');
});

test('an initdb that was killed is not taken for a cluster, and is swept once it is old', async () => {
  const [young, old] = [join(site.home, 'initdb-young'), join(site.home, 'initdb-old')];
  for (const folder of [young, old]) {
    await mkdir(folder);
    await writeFile(join(folder, 'PG_VERSION'), '18\n');
  }
  const longAgo = Date.now() / 1000 - 3_600;
  await utimes(old, longAgo, longAgo);
  expect(await createCluster(site, binaries, { durable: false })).toBe(true);
  expect((await readdir(site.home)).sort()).toEqual(['cluster', 'initdb-young']);
});

test('a failed initdb leaves nothing and says what it printed', async () => {
  const failing = createCluster(site, { ...binaries, initdb: '/bin/false' }, { durable: false });
  await expect(failing).rejects.toThrow('/bin/false failed');
  await expect(createCluster(site, { ...binaries, initdb: '/bin/ls' }, { durable: false })).rejects.toThrow(
    'ls: ',
  );
  expect(await readdir(site.home)).toEqual([]);
});
