import type { Worker } from 'node:cluster';
import { within } from '@fleetlink/problem';
import type { HealthLine } from '../health/health-board.js';
import type { SystemHealth } from '../health/system-report.js';
import type { MetricValues } from '../metrics/metric-values.js';
import { serviceLimits } from '../shell/service.settings.js';
import type { FromWorker, WorkerQuestion, WorkerReport } from './worker-messages.js';

export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: string | null;
}

const UNHEARD: WorkerReport = {
  kind: 'report',
  readiness: [{ name: 'service', down: 'starting' }],
  startup: [{ name: 'service', down: 'starting' }],
};

const SILENT: readonly HealthLine[] = [{ name: 'service', down: 'the worker is silent' }];

/** One worker as its primary knows it. */
export class WorkerProcess {
  readonly started: Promise<void>;
  readonly ended: Promise<WorkerEnding>;
  /** The last that it told of its metrics: they outlive it. */
  metrics: MetricValues = [];
  private report = UNHEARD;
  private heardAtMs = performance.now();
  private readonly forkedAtMs = performance.now();
  private readonly answers = new Map<number, (value: unknown) => void>();
  private questions = 0;
  private markStarted: () => void;

  constructor(private readonly worker: Worker) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.started = promise;
    this.markStarted = resolve;
    this.ended = new Promise((end) => {
      worker.once('exit', (code: number | null, signal: string | null) => end({ code, signal }));
    });
    worker.on('message', (message: FromWorker) => this.hear(message));
    // A message that did not reach a dying worker: its end is told by 'exit'.
    worker.on('error', () => {});
  }

  get pid(): number {
    return this.worker.process.pid!;
  }

  get livedMs(): number {
    return performance.now() - this.forkedAtMs;
  }

  get silentMs(): number {
    return performance.now() - this.heardAtMs;
  }

  readiness(): readonly HealthLine[] {
    return this.silentMs > serviceLimits.workerSilenceReadyMs ? SILENT : this.report.readiness;
  }

  startup(): readonly HealthLine[] {
    return this.report.startup;
  }

  signal(signal: NodeJS.Signals): void {
    this.worker.process.kill(signal);
  }

  /** What it answers, or what it answered last when it does not in time. */
  async currentMetrics(): Promise<MetricValues> {
    await this.ask('metrics').then(
      (values) => (this.metrics = values as MetricValues),
      () => {},
    );
    return this.metrics;
  }

  async system(): Promise<SystemHealth> {
    return (await this.ask('system')) as SystemHealth;
  }

  private async ask(about: WorkerQuestion['about']): Promise<unknown> {
    const id = (this.questions += 1);
    const question: WorkerQuestion = { kind: 'question', id, about };
    try {
      const answer = new Promise((resolve) => this.answers.set(id, resolve));
      if (this.worker.isConnected()) this.worker.send(question);
      return await within(answer, serviceLimits.workerAnswerMs, () => new Error('a worker gave no answer'));
    } finally {
      this.answers.delete(id);
    }
  }

  private hear(message: FromWorker): void {
    this.heardAtMs = performance.now();
    if (message.kind === 'answer') this.answers.get(message.id)?.(message.value);
    else if (message.kind === 'report') this.note(message);
  }

  private note(report: WorkerReport): void {
    this.report = report;
    const isUp = ({ name, down }: HealthLine) => name === 'service' && down === undefined;
    if (report.startup.some(isUp)) this.markStarted();
  }
}
