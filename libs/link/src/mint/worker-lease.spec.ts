import { standardLayout } from '@fleetlink/code';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WorkerLease } from './worker-lease.js';
import type { LeaseGrant, WorkerLeaseStore } from './worker-lease.store.js';

const LEASE_TTL_MS = 30_000;
const START_MS = Date.UTC(2026, 5, 1);

/** A catalog with one row, on the fake clock; `isAway` makes it answer nothing. */
class OneRowCatalog {
  isAway = false;
  holder: string | undefined;
  asked = 0;

  async take({ holder }: { holder: string }): Promise<LeaseGrant | undefined> {
    this.assertThere();
    if (this.holder) return undefined;
    this.holder = holder;
    return this.grant();
  }

  async renew(_worker: number, { holder }: { holder: string }): Promise<LeaseGrant | undefined> {
    this.assertThere();
    return this.holder === holder ? this.grant() : undefined;
  }

  async release(): Promise<void> {
    this.assertThere();
    this.holder = undefined;
  }

  private assertThere(): void {
    this.asked += 1;
    if (this.isAway) throw new Error('away');
  }

  private grant(): LeaseGrant {
    return { workerId: 1, firstMs: START_MS, mintBelowMs: Date.now() + LEASE_TTL_MS, clockMs: Date.now() };
  }
}

describe('keeping a worker lease', () => {
  let catalog: OneRowCatalog;
  let lease: WorkerLease;

  beforeEach(async () => {
    jest.useFakeTimers({ now: START_MS });
    catalog = new OneRowCatalog();
    const clocks = { wallMs: Date.now, steadyMs: () => Date.now() - START_MS };
    lease = new WorkerLease(catalog as unknown as WorkerLeaseStore, {
      layout: standardLayout,
      workerId: undefined,
      ttlMs: LEASE_TTL_MS,
      clocks,
    });
    await lease.start();
  });
  afterEach(() => void jest.useRealTimers());

  it('goes on for ever while the catalog answers', async () => {
    for (let minute = 0; minute < 10; minute += 1) {
      await jest.advanceTimersByTimeAsync(60_000);
      await lease.next();
      expect(lease.notReadyBecause).toBeUndefined();
    }
    expect(catalog.asked).toBeLessThanOrEqual(62);
  });

  it('survives a catalog that is away for a while, asking every second, and stops when the lease runs out', async () => {
    catalog.isAway = true;
    await jest.advanceTimersByTimeAsync(29_000);
    await lease.next();
    expect(catalog.asked).toBeGreaterThan(15);
    await jest.advanceTimersByTimeAsync(2000);
    await expect(lease.next()).rejects.toMatchObject({ code: 'link/minting' });
    expect(lease.notReadyBecause).toBe('the catalog does not answer');
    catalog.isAway = false;
    catalog.holder = undefined;
    await jest.advanceTimersByTimeAsync(1000);
    expect(lease.notReadyBecause).toBeUndefined();
    await lease.next();
  });

  it('is no reason to leave a process out when the catalog went away, for no other one would do better', async () => {
    lease.assertNoFaultHere();
    catalog.isAway = true;
    await jest.advanceTimersByTimeAsync(LEASE_TTL_MS + 1000);
    expect(() => lease.assertHeld()).toThrow('the catalog does not answer');
    lease.assertNoFaultHere();
    catalog.isAway = false;
    catalog.holder = 'another';
    await jest.advanceTimersByTimeAsync(1000);
    expect(() => lease.assertNoFaultHere()).toThrow('all 1024 worker ids are taken');
  });

  it('is one when the catalog was away from the start: then nothing can be served', async () => {
    catalog.isAway = true;
    const late = new WorkerLease(catalog as unknown as WorkerLeaseStore, {
      layout: standardLayout,
      workerId: undefined,
      ttlMs: LEASE_TTL_MS,
    });
    await late.start();
    expect(() => late.assertNoFaultHere()).toThrow('the catalog does not answer');
    await late.stop();
  });

  it('counts what it refuses', async () => {
    await lease.stop();
    await expect(lease.next()).rejects.toThrow();
    expect(lease.refusals).toBe(1);
  });

  it('stops at once when the catalog gave the lease to another', async () => {
    catalog.holder = 'another';
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lease.notReadyBecause).toBe('all 1024 worker ids are taken');
    await expect(lease.next()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('takes nothing any more once it was stopped, not even with a renewal under way', async () => {
    await jest.advanceTimersByTimeAsync(9999);
    jest.advanceTimersByTime(1);
    await lease.stop();
    await expect(lease.next()).rejects.toMatchObject({ message: expect.stringContaining('is stopping') });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(catalog.holder).toBeUndefined();
    expect(lease.notReadyBecause).toBe('the process is stopping');
  });
});
