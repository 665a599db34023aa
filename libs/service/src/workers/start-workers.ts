import { worstOf, type SystemHealth } from '../health/system-report.js';
import { NestLog } from '../log/nest-log.js';
import type { ServiceLog } from '../log/service-log.js';
import { startManagement } from '../management/management-server.js';
import { textOf } from '../metrics/metric-values.js';
import { Metrics } from '../metrics/metrics.js';
import { serviceLimits, type ServiceSettings } from '../shell/service.settings.js';
import { exitOnSignals } from '../shell/signals.js';
import { WorkerFleet } from './worker-fleet.js';
import { measureWorkers } from './worker.metrics.js';

export interface WorkersOptions {
  readonly name: string;
  readonly settings: ServiceSettings;
  readonly log: ServiceLog;
  readonly count: number;
}

/**
 * Starts this program `count` times over on one port (node:cluster). This process serves nothing but the management
 * port, which speaks for all workers together.
 */
export async function startWorkers({ name, settings, log, count }: WorkersOptions): Promise<void> {
  const { host, managementPort, drainMs, shutdownGraceMs } = settings;
  const fleet = new WorkerFleet(count, log);
  const own = new Metrics(name);
  measureWorkers(own, fleet);
  const management = await startManagement(
    {
      board: fleet,
      metrics: { text: async () => textOf([await own.values(), ...(await fleet.metrics())]) },
      system: { health: () => worstReport(fleet) },
      imports: [],
    },
    { host, port: managementPort },
    new NestLog(log),
  );
  // Before the start: with the first worker that listens this port is served, and may be told to stop.
  exitOnSignals({
    log,
    limitMs: drainMs + shutdownGraceMs + serviceLimits.workersLeadMs,
    close: () => fleet.end().finally(() => management.close()),
    left: () => ({ workers: fleet.workers.length }),
  });
  try {
    await fleet.begin();
  } catch (error) {
    await management.close();
    throw error;
  }
  log.info({ workers: count, managementUrl: management.url }, 'listening');
}

/** As the worker sees the system that is worst off. */
async function worstReport(fleet: WorkerFleet): Promise<SystemHealth> {
  const told = await Promise.all(fleet.workers.map((worker) => worker.system().catch(() => undefined)));
  const reports = told.filter((report) => report !== undefined);
  const status = reports.length === 0 ? 'unhealthy' : worstOf(reports.map((report) => report.status));
  const worst = reports.find((report) => report.status === status);
  return { checkedAt: new Date().toISOString(), stale: false, ...worst, status };
}
