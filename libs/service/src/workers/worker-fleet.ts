import cluster from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import type { HealthLine } from '../health/health-board.js';
import type { ServiceLog } from '../log/service-log.js';
import { countsUpwards, sumOf, type MetricValues } from '../metrics/metric-values.js';
import { serviceLimits } from '../shell/service.settings.js';
import { restartDelayMs, STEADY_AFTER_MS } from './restart-delay.js';
import { WorkerProcess, type WorkerEnding } from './worker-process.js';

const NONE: readonly HealthLine[] = [{ name: 'service', down: 'no worker is running' }];
const ENDING: readonly HealthLine[] = [{ name: 'service', down: 'shutting-down' }];

/** The workers of one primary, as many as wanted: one that ends has a successor. */
export class WorkerFleet {
  /** Workers that ended unasked and were replaced. */
  restarts = 0;
  private readonly running = new Map<number, WorkerProcess>();
  private retired: MetricValues = [];
  private isEnding = false;
  private watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly count: number,
    private readonly log: ServiceLog,
  ) {}

  /** Resolves when one has started. If one ends before that, so does the start: the next would fare no better. */
  async begin(): Promise<void> {
    // Connections are dealt in turn: left to the kernel, one worker may get most of those that are kept.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    const first = Array.from({ length: this.count }, (_, place) => this.fork(place));
    try {
      await Promise.race(first.map(startedOrFailed));
    } catch (error) {
      if (this.isEnding) return;
      await this.end().catch(() => {});
      throw error;
    }
    first.forEach((worker, place) => void this.keep(place, worker));
    this.watch = setInterval(() => this.endSilent(), serviceLimits.workerSilenceReadyMs).unref();
  }

  get workers(): readonly WorkerProcess[] {
    return [...this.running.values()];
  }

  /** That of the worker which lacks least: as long as one serves, this port is served. */
  readiness(): readonly HealthLine[] {
    return this.isEnding ? ENDING : best(this.workers.map((worker) => worker.readiness()));
  }

  startup(): readonly HealthLine[] {
    return best(this.workers.map((worker) => worker.startup()));
  }

  /** Of those that run and, as far as it counts upwards, of those that have ended. */
  async metrics(): Promise<MetricValues[]> {
    const told = await Promise.all(this.workers.map((worker) => worker.currentMetrics()));
    return [this.retired, ...told];
  }

  /** Asks all to end in order and waits for it. */
  async end(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.watch);
    const ending = this.workers;
    for (const worker of ending) worker.signal('SIGTERM');
    const endings = await Promise.all(ending.map(({ ended }) => ended));
    if (!endings.every(isOrderly)) throw new Error('a worker did not stop in order');
  }

  private fork(place: number): WorkerProcess {
    const worker = new WorkerProcess(cluster.fork());
    this.running.set(place, worker);
    void worker.ended.then(() => {
      this.running.delete(place);
      this.retired = sumOf([this.retired, worker.metrics]).filter(countsUpwards);
    });
    return worker;
  }

  private async keep(place: number, first: WorkerProcess): Promise<void> {
    let worker = first;
    for (let failures = 0; ;) {
      const ending = await worker.ended;
      if (this.isEnding) return;
      failures = worker.livedMs > STEADY_AFTER_MS ? 0 : failures + 1;
      const delayMs = restartDelayMs(failures);
      this.restarts += 1;
      this.log.error({ pid: worker.pid, ...ending, delayMs }, 'a worker ended, another takes its place');
      await pause(delayMs);
      if (this.isEnding) return;
      worker = this.fork(place);
    }
  }

  /** What a liveness probe does to a single process whose event loop does not turn any more. */
  private endSilent(): void {
    const silent = this.workers.filter(({ silentMs }) => silentMs > serviceLimits.workerSilenceMsMax);
    for (const worker of silent) worker.signal('SIGKILL');
  }
}

async function startedOrFailed({ started, ended }: WorkerProcess): Promise<void> {
  const failed = ended.then(({ code, signal }) => {
    throw new Error(`a worker did not start: exit code ${code}, signal ${signal}`);
  });
  await Promise.race([started, failed]);
}

/** One that gets SIGTERM before it listens to signals has nothing to lose yet. */
function isOrderly({ code, signal }: WorkerEnding): boolean {
  return code === 0 || signal === 'SIGTERM';
}

function best(all: readonly (readonly HealthLine[])[]): readonly HealthLine[] {
  const lacking = (lines: readonly HealthLine[]) => lines.filter(({ down }) => down !== undefined).length;
  const [first = NONE] = all.toSorted((one, other) => lacking(one) - lacking(other));
  return first;
}
