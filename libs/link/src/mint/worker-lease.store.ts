import type { CatalogDatabase } from '@fleetlink/postgres';

/** What the catalog grants: ids of one worker, from `firstMs`, below `mintBelowMs`. Times by its clock. */
export interface LeaseGrant {
  readonly workerId: number;
  readonly firstMs: number;
  readonly mintBelowMs: number;
  /** The catalog's clock when it granted, ms since 1970. */
  readonly clockMs: number;
}

interface GrantRow {
  readonly workerId: number;
  readonly firstMs: string;
  readonly mintBelowMs: string;
  readonly clockMs: string;
}

export interface LeaseTerms {
  readonly holder: string;
  readonly ttlMs: number;
  readonly workerCount: number;
  /** Ask for this worker only. */
  readonly workerId: number | undefined;
}

const STORE_DEADLINE_MS = 2000;

const CLOCK_MS = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Rows of `worker_lease` in the catalog. Only the server's clock counts. */
export class WorkerLeaseStore {
  constructor(private readonly catalog: CatalogDatabase) {}

  /** Takes a lease that nobody holds, or undefined when none is free. */
  async take({ holder, ttlMs, workerCount, workerId }: LeaseTerms): Promise<LeaseGrant | undefined> {
    const rows = await this.catalog.query<GrantRow>(
      {
        text: `WITH free AS (
            SELECT worker_id, minted_below_ms FROM worker_lease
            WHERE leased_until < clock_timestamp() AND worker_id < $3 AND ($4::int IS NULL OR worker_id = $4)
            ORDER BY minted_below_ms, worker_id LIMIT 1 FOR UPDATE SKIP LOCKED)
          UPDATE worker_lease lease SET holder = $1,
            leased_until = clock_timestamp() + $2 * interval '1 ms',
            minted_below_ms = greatest(free.minted_below_ms, ${CLOCK_MS} + $2)
          FROM free WHERE lease.worker_id = free.worker_id
          RETURNING lease.worker_id AS "workerId", free.minted_below_ms AS "firstMs",
            lease.minted_below_ms AS "mintBelowMs", ${CLOCK_MS} AS "clockMs"`,
      },
      [holder, ttlMs, workerCount, workerId ?? null],
      STORE_DEADLINE_MS,
    );
    return rows[0] && grantOf(rows[0]);
  }

  /** Raises the bound of a lease that is still this holder's; undefined when it was lost. */
  async renew(workerId: number, { holder, ttlMs }: LeaseTerms): Promise<LeaseGrant | undefined> {
    const rows = await this.catalog.query<GrantRow>(
      {
        text: `UPDATE worker_lease SET leased_until = clock_timestamp() + $3 * interval '1 ms',
            minted_below_ms = greatest(minted_below_ms, ${CLOCK_MS} + $3)
          WHERE worker_id = $1 AND holder = $2 AND leased_until >= clock_timestamp()
          RETURNING worker_id AS "workerId", minted_below_ms AS "firstMs",
            minted_below_ms AS "mintBelowMs", ${CLOCK_MS} AS "clockMs"`,
      },
      [workerId, holder, ttlMs],
      STORE_DEADLINE_MS,
    );
    return rows[0] && grantOf(rows[0]);
  }

  /** Gives a lease back; whoever takes it next starts at `nextFreeMs`. */
  async release(workerId: number, holder: string, nextFreeMs: number): Promise<void> {
    await this.catalog.query(
      {
        text: `UPDATE worker_lease SET holder = NULL, leased_until = '-infinity', minted_below_ms = $3
               WHERE worker_id = $1 AND holder = $2`,
      },
      [workerId, holder, nextFreeMs],
      STORE_DEADLINE_MS,
    );
  }
}

function grantOf({ workerId, firstMs, mintBelowMs, clockMs }: GrantRow): LeaseGrant {
  return { workerId, firstMs: Number(firstMs), mintBelowMs: Number(mintBelowMs), clockMs: Number(clockMs) };
}
