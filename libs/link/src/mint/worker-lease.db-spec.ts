import { compactLayout, decomposeId, standardLayout, type IdLayout } from '@fleetlink/code';
import { CatalogDatabase } from '@fleetlink/postgres';
import { freePort, waitFor, type TestDatabase } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogDatabase, testPostgresSettings } from '../testing/test-fleet.js';
import type { LeaseClocks } from './lease-clocks.js';
import { WorkerLease } from './worker-lease.js';
import { WorkerLeaseStore } from './worker-lease.store.js';

const LEASE_TTL_MS = 30_000;

let server: TestDatabase;
let catalog: CatalogDatabase;
let store: WorkerLeaseStore;
const leases: WorkerLease[] = [];

/** The real clocks, moved by what a test adds. */
class BentClocks implements LeaseClocks {
  wallAddedMs = 0;
  steadyAddedMs = 0;
  readonly wallMs = () => Date.now() + this.wallAddedMs;
  readonly steadyMs = () => performance.now() + this.steadyAddedMs;
}

interface Wish {
  readonly workerId?: number;
  readonly layout?: IdLayout;
  readonly clocks?: LeaseClocks;
  readonly from?: WorkerLeaseStore;
}

async function started({ workerId, layout = standardLayout, clocks, from = store }: Wish = {}) {
  const lease = new WorkerLease(from, { layout, workerId, ttlMs: LEASE_TTL_MS, ...(clocks && { clocks }) });
  leases.push(lease);
  await lease.start();
  return lease;
}
const row = async (worker: number) =>
  (
    await catalog.query<{ holder: string | null; free: boolean; mintedBelowMs: string }>(
      {
        text: `SELECT holder, leased_until < now() AS free, minted_below_ms AS "mintedBelowMs"
               FROM worker_lease WHERE worker_id = $1`,
      },
      [worker],
    )
  )[0]!;
const expire = () => catalog.query({ text: `UPDATE worker_lease SET leased_until = '-infinity'` });
const partsOf = (id: bigint) => decomposeId(standardLayout, id);

beforeAll(async () => {
  server = await catalogDatabase();
  catalog = new CatalogDatabase({ name: 'catalog', url: server.url, settings: testPostgresSettings });
  store = new WorkerLeaseStore(catalog);
});
beforeEach(async () => {
  await catalog.query({
    text: `UPDATE worker_lease SET holder = NULL, leased_until = '-infinity', minted_below_ms = 0`,
  });
});
afterEach(async () => {
  await Promise.all(leases.splice(0).map((lease) => lease.stop()));
});
afterAll(async () => {
  await catalog.close();
  await server.drop();
});

describe('a worker lease', () => {
  it('gives each of many processes that start at once a worker of its own', async () => {
    const held = await Promise.all(Array.from({ length: 40 }, () => started()));
    expect(new Set(held.map(({ worker }) => worker)).size).toBe(40);
    expect(held.map(({ notReadyBecause }) => notReadyBecause)).toEqual(Array(40).fill(undefined));
    const ids = await Promise.all(held.flatMap((lease) => Array.from({ length: 50 }, () => lease.next())));
    expect(new Set(ids).size).toBe(2000);
  });

  it('mints for its own worker, after what was minted before, and below what the catalog allows', async () => {
    const lease = await started({ workerId: 7 });
    expect(lease.worker).toBe(7);
    const { timeMs, worker } = partsOf(await lease.next());
    expect(worker).toBe(7);
    expect(timeMs).toBeLessThan(Number((await row(7)).mintedBelowMs));
    expect((await row(7)).holder).toContain(`pid ${process.pid}`);
  });

  it('says why when all workers are taken, and takes one that becomes free', async () => {
    const held = await Promise.all(Array.from({ length: 128 }, () => started({ layout: compactLayout })));
    expect(new Set(held.map(({ worker }) => worker)).size).toBe(128);
    const extra = await started({ layout: compactLayout });
    expect(extra.notReadyBecause).toBe('all 128 worker ids are taken');
    await expect(extra.next()).rejects.toMatchObject({ code: 'link/minting', kind: 'unavailable' });
    const given = held[5]!.worker;
    await held[5]!.stop();
    await waitFor(() => extra.notReadyBecause === undefined);
    expect(extra.worker).toBe(given);
  });

  it.each([
    [9, standardLayout, 'the worker id 9 (SNOWFLAKE_WORKER_ID) is taken'],
    [500, compactLayout, 'there is no worker id 500 (SNOWFLAKE_WORKER_ID): the layout has 128'],
  ])('takes no other worker than the one that is asked for (%d)', async (workerId, layout, why) => {
    if (workerId === 9) await started({ workerId });
    expect((await started({ workerId, layout })).notReadyBecause).toBe(why);
  });
});

describe('a lease that changes hands', () => {
  it('lets the next holder start right behind the newest id, and takes no more from the old one', async () => {
    const first = await started({ workerId: 3 });
    const lastId = await first.next();
    await first.stop();
    expect(first.notReadyBecause).toBe('the process is stopping');
    await expect(first.next()).rejects.toMatchObject({ code: 'link/minting' });
    expect(Number((await row(3)).mintedBelowMs)).toBe(partsOf(lastId).timeMs + 1);
    expect(await (await started({ workerId: 3 })).next()).toBeGreaterThan(lastId);
  });

  it('mints nothing in a process that was paused past its deadline, even with its wall clock set back', async () => {
    const clocks = new BentClocks();
    const paused = await started({ workerId: 4, clocks });
    const before = await paused.next();
    clocks.steadyAddedMs += 60_000;
    clocks.wallAddedMs -= 5;
    expect(paused.notReadyBecause).toBe('the worker lease ran out');
    await expect(paused.next()).rejects.toMatchObject({
      code: 'link/minting',
      message: 'No code can be given out right now: the worker lease ran out.',
    });
    await expire();
    const grant = await store.take({ holder: 'next', ttlMs: 30_000, workerCount: 1024, workerId: 4 });
    expect(grant!.firstMs).toBeGreaterThan(partsOf(before).timeMs);
    await expect(paused.next()).rejects.toMatchObject({ code: 'link/minting' });
  });

  it('wakes nobody who waited for the next tick when the lease was given back', async () => {
    const layout = compactLayout;
    const lease = await started({ workerId: 6, layout });
    const waiting = Array.from({ length: 1100 }, () => lease.next());
    const settled = Promise.allSettled(waiting);
    await lease.stop();
    const released = Number((await row(6)).mintedBelowMs);
    const minted = (await settled).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const id of minted) expect(decomposeId(layout, id).timeMs).toBeLessThan(released);
    expect(minted.length).toBeLessThan(1100);
  });

  it('renews without a gap and without another worker', async () => {
    const lease = await started({ workerId: 8 });
    const before = Number((await row(8)).mintedBelowMs);
    const asked = await store.renew(8, {
      holder: (await row(8)).holder!,
      ttlMs: 45_000,
      workerCount: 1024,
      workerId: 8,
    });
    expect(asked!.mintBelowMs).toBeGreaterThan(before);
    expect(lease.worker).toBe(8);
    const stranger = { holder: 'stranger', ttlMs: 30_000, workerCount: 1024, workerId: 8 };
    expect(await store.renew(8, stranger)).toBeUndefined();
    expect(await store.take(stranger)).toBeUndefined();
  });
});

describe('clocks and catalogs that fail', () => {
  it.each([5000, -5000])(
    'is not ready with a clock %d ms off, says so, and blocks no worker',
    async (offMs) => {
      const clocks = new BentClocks();
      clocks.wallAddedMs = offMs;
      const lease = await started({ workerId: 10, clocks });
      expect(lease.notReadyBecause).toMatch(/this clock is (49|50)\d\d ms off the catalog's/);
      await expect(lease.next()).rejects.toMatchObject({ kind: 'unavailable' });
      expect(await row(10)).toMatchObject({ holder: null, free: true, mintedBelowMs: '0' });
      clocks.wallAddedMs = 1000;
      await waitFor(() => lease.notReadyBecause === undefined);
    },
  );

  it('waits for a clock that was set back a little and refuses while it is far behind', async () => {
    const clocks = new BentClocks();
    const lease = await started({ clocks });
    const first = await lease.next();
    clocks.wallAddedMs = -20;
    const second = await lease.next();
    expect(second).toBeGreaterThan(first);
    clocks.wallAddedMs = -3_600_000;
    await expect(lease.next()).rejects.toMatchObject({ code: 'link/minting', retryAfterSeconds: 1 });
    clocks.wallAddedMs = 0;
    expect(await lease.next()).toBeGreaterThan(second);
  });

  it('mints nothing above what the catalog allowed, however far ahead its clock jumps', async () => {
    const clocks = new BentClocks();
    const lease = await started({ clocks });
    clocks.wallAddedMs = 3_600_000;
    await expect(lease.next()).rejects.toMatchObject({ code: 'link/minting' });
  });

  it('says that the catalog is away', async () => {
    const away = new CatalogDatabase({
      name: 'catalog',
      url: `postgres://127.0.0.1:${await freePort()}/gone`,
      settings: testPostgresSettings,
    });
    const lease = await started({ from: new WorkerLeaseStore(away) });
    expect(lease.notReadyBecause).toBe('the catalog does not answer');
    await lease.stop();
    await away.close();
  });
});
