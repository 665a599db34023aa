import type { MetricTopic } from './metrics/metric.js';
import { processMetrics } from './metrics/process.metrics.js';
import { loadMetrics } from './request/load.metrics.js';
import { requestMetrics } from './request/request.metrics.js';

/** What every service has, beside what prom-client tells of a Node process. */
export const serviceMetrics: readonly MetricTopic[] = [processMetrics, loadMetrics, requestMetrics];
