import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { assertPortsFree } from './control/ground.ts';
import { freePortBase } from './control/free-port-base.ts';
import { withSql } from './postgres/sql.client.ts';
import { processOf } from './process/process-table.ts';
import { whyNoRig } from './program/programs.ts';
import { startRig, type Rig } from './rig-fleet.ts';
import type { NodeStatus } from './status/node-status.ts';

jest.setTimeout(60_000);

const NEEDS = { isEmbedded: false, hasNginx: true, hasPgbouncer: false };

// Installs what is missing where it can; where that fails, the reason stands in the name of what is skipped.
const reason = await whyNoRig(NEEDS);
const whereItCanRun = reason === undefined ? describe : describe.skip;

whereItCanRun(reason === undefined ? 'a small rig' : `a small rig (skipped: ${reason})`, () => {
  let rig: Rig;

  beforeAll(async () => {
    const shape = { shards: 1, replicas: 1, lookups: 1, proxied: ['shard-0-replica-0'] };
    rig = await startRig({ ...shape, portBase: await freePortBase(shape), isBuilt: true });
  });
  afterAll(() => rig?.down());

  const statusOf = async (name: string): Promise<NodeStatus> =>
    (await rig.status()).find((node) => node.name === name)!;

  async function until(isTrue: () => Promise<boolean>): Promise<void> {
    for (const giveUpAt = Date.now() + 10_000; !(await isTrue()); await sleep(50))
      if (Date.now() > giveUpAt) throw new Error(`not true in time: ${String(isTrue)}`);
  }

  /** @returns where the new short link leads. */
  async function linkMadeAndFollowed(url: string): Promise<string | null> {
    const answer = await fetch(`${rig.gatewayUrl}/api/v1/links`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${rig.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ url }),
    });
    expect(answer.status).toBe(201);
    const { shortUrl } = (await answer.json()) as { shortUrl: string };
    expect(shortUrl.startsWith(`${rig.gatewayUrl}/`)).toBe(true);
    const redirect = await fetch(shortUrl, { redirect: 'manual' });
    expect(redirect.status).toBe(302);
    return redirect.headers.get('location');
  }

  it('is up as a whole, and each server has the role that it should have', async () => {
    const nodes = await rig.status();
    expect(nodes.filter(({ state, note }) => state !== 'up' || note !== null)).toEqual([]);
    const roles = (prefix: string) =>
      nodes.filter(({ name }) => name.startsWith(prefix)).map(({ role }) => role);
    expect(roles('shard-0')).toEqual(['primary', 'replica']);
    for (const cluster of ['redis-cache', 'redis-state'])
      expect(roles(cluster).toSorted()).toEqual([...Array(3).fill('master'), ...Array(3).fill('replica')]);
    expect(statSync(rig.site.folder.apiKeyFile).mode & 0o777).toBe(0o600);
  });

  it('makes a link through the gateway and follows it', async () => {
    expect(await linkMadeAndFollowed('https://example.com/through')).toBe('https://example.com/through');
  });

  it('tells the health of the rig without details', async () => {
    const health = await fetch(`${rig.gatewayUrl}/api/health`);
    expect([health.status, await health.text()]).toEqual([200, '{"status":"ok"}']);
  });

  it('streams to the replica, and shows when the replica does not replay', async () => {
    const [primary, replica] = rig.site.shards.get('shard-0')!;
    await rig.pauseReplay('shard-0');
    await withSql(primary!, (query) => query('CREATE TABLE seen AS SELECT 42 AS answer'));
    await until(async () => ((await statusOf('shard-0-replica-0')).lag?.bytes ?? 0) > 0);
    expect((await statusOf('shard-0-replica-0')).note).toBe('replay paused');
    await rig.resumeReplay('shard-0');
    await until(async () => (await statusOf('shard-0-replica-0')).lag?.bytes === 0);
    expect(await withSql(replica!, (query) => query('SELECT answer FROM seen'))).toEqual([{ answer: 42 }]);
  });

  it('breaks what is said through a proxy, and only that', async () => {
    const [, replica] = rig.site.shards.get('shard-0')!;
    const through = { ...replica!, port: replica!.reachedAt };
    await rig.fault('shard-0-replica-0', 'reset');
    await expect(withSql(through, (query) => query('SELECT 1'))).rejects.toThrow('takes no connection');
    expect((await statusOf('shard-0-replica-0')).fault).toBe('reset');
    await rig.fault('shard-0-replica-0', 'off');
    expect(await withSql(through, (query) => query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await expect(rig.fault('create', 'reset')).rejects.toThrow('no fault proxy stands before create');
  });

  it('freezes a node and lets it go on', async () => {
    await rig.stop('lookup');
    expect((await statusOf('lookup-0')).state).toBe('stopped');
    expect((await fetch(`${rig.gatewayUrl}/robots.txt`)).status).toBe(503);
    await rig.cont('lookup');
    await until(async () => (await fetch(`${rig.gatewayUrl}/robots.txt`)).ok);
  });

  it('fails over: the replica leads, services find it, the former primary comes back behind it', async () => {
    await expect(rig.promote('shard-0-replica-0')).rejects.toThrow('shard-0-primary is still up');
    await rig.kill('shard-0-primary');
    await rig.promote('shard-0-replica-0');
    await Promise.all([rig.start('shard-0-primary'), rig.restart('services')]);
    await until(async () => (await statusOf('shard-0-primary')).lag?.bytes === 0);
    const [former, leader] = [await statusOf('shard-0-primary'), await statusOf('shard-0-replica-0')];
    expect([former.role, leader.role]).toEqual(['replica', 'primary']);
    expect(await linkMadeAndFollowed('https://example.com/after')).toBe('https://example.com/after');
  });

  it('leaves nothing: no process, no port, no folder, no shared memory', async () => {
    const { nodes, folder, record } = rig.site;
    const pids = (await rig.status()).map(({ pid }) => pid!);
    // a killed server cannot clear its own away
    await rig.kill('shard-0-primary');
    expect(segmentsMadeBy(pids)).not.toEqual([]);
    expect(await rig.down()).toBe(nodes.length - 1);
    expect(pids.filter((pid) => processOf(pid) !== undefined)).toEqual([]);
    await assertPortsFree(nodes);
    expect([folder.path, record.home].filter((path) => existsSync(path))).toEqual([]);
    expect(segmentsMadeBy(pids)).toEqual([]);
  });
});

/** Ids of System V shared memory, by the process that made it: the fifth column. */
function segmentsMadeBy(pids: readonly number[]): string[] {
  const rows = readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => pids.includes(Number(row[4])))
    .map((row) => row[1]!);
}
