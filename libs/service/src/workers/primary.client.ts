import type { Management } from '../management/management-server.js';
import type { ServiceParts } from '../shell/service.module.js';
import { serviceLimits, type ServiceSettings } from '../shell/service.settings.js';
import type { FromWorker, WorkerQuestion } from './worker-messages.js';

type ReportingParts = Pick<ServiceParts, 'board' | 'metrics' | 'system'>;

/** In a worker this stands for the management port: the primary has the port, and is told what it shows. */
export class PrimaryClient implements Management {
  readonly url: string;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly parts: ReportingParts,
    { host, managementPort }: Pick<ServiceSettings, 'host' | 'managementPort'>,
  ) {
    this.url = `http://${host}:${managementPort}`;
    this.timer = setInterval(() => this.report(), serviceLimits.workerReportMs);
    process.on('message', this.onMessage);
    this.report();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    process.off('message', this.onMessage);
  }

  private report(): void {
    const { board } = this.parts;
    tell({ kind: 'report', readiness: board.readiness(), startup: board.startup() });
  }

  private readonly onMessage = ({ kind, id, about }: WorkerQuestion): void => {
    if (kind === 'question') void this.answer(about).then((value) => tell({ kind: 'answer', id, value }));
  };

  private answer(about: WorkerQuestion['about']): Promise<unknown> {
    return about === 'metrics' ? this.parts.metrics.values() : this.parts.system.health();
  }
}

/** A primary that is gone hears nothing, and this process ends with the channel. */
function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
