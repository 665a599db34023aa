/** What images are for: the job that a set of them has to do. */
import type { Target } from './build/image.ts';
import { fleetJob } from './run/fleet-job.ts';
import { standaloneJob } from './run/standalone-job.ts';

export type Job = 'standalone' | 'fleet';

interface JobOfImages {
  readonly targets: readonly Target[];
  /** @returns in a few words what was done; throws where it was not. */
  readonly run: () => Promise<string>;
}

export const JOBS: Readonly<Record<Job, JobOfImages>> = {
  standalone: { targets: ['standalone', 'lookup'], run: standaloneJob },
  fleet: { targets: ['create', 'lookup', 'stats', 'edge', 'cli'], run: fleetJob },
};
