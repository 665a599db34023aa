import type { LeaseTerms } from './worker-lease.store.js';

/** A clock further from the catalog's than this mints nothing: expiry and order would suffer. */
export const CLOCK_SKEW_MAX_MS = 2000;

/** Why nothing can be minted, in words for those who ask for a link. */
export const leaseTrouble = {
  notTaken: 'no worker lease was taken yet',
  ranOut: 'the worker lease ran out',
  lost: 'the worker lease was lost',
  stopping: 'the process is stopping',
  catalogAway: 'the catalog does not answer',

  skewed(skewMs: number): string {
    return `this clock is ${Math.round(skewMs)} ms off the catalog's (at most ${CLOCK_SKEW_MAX_MS} allowed)`;
  },

  noneFree({ workerId, workerCount }: LeaseTerms): string {
    if (workerId === undefined) return `all ${workerCount} worker ids are taken`;
    return workerId < workerCount
      ? `the worker id ${workerId} (SNOWFLAKE_WORKER_ID) is taken`
      : `there is no worker id ${workerId} (SNOWFLAKE_WORKER_ID): the layout has ${workerCount}`;
  },
} as const;
