import type { HealthLine } from '../health/health-board.js';

/** What a worker and its primary say to each other over the channel that the fork opened. */
export type FromWorker = WorkerReport | WorkerAnswer;

/** A worker's health, told unasked several times a second: a probe of the primary never waits for a worker. */
export interface WorkerReport {
  readonly kind: 'report';
  readonly readiness: readonly HealthLine[];
  readonly startup: readonly HealthLine[];
}

/** `metrics`: MetricValues. `system`: SystemHealth. */
export interface WorkerQuestion {
  readonly kind: 'question';
  readonly id: number;
  readonly about: 'metrics' | 'system';
}

export interface WorkerAnswer {
  readonly kind: 'answer';
  readonly id: number;
  readonly value: unknown;
}
