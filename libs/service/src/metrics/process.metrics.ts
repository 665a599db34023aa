import { totalmem } from 'node:os';
import type { HealthBoard } from '../health/health-board.js';
import { gauge } from './metric.js';
import type { Metrics } from './metrics.js';
import { only } from './read-metric.js';

export const processMetrics = {
  ready: gauge('fleetlink_ready', '1 while the process says that it can serve, as /readyz does.'),
  memoryLimit: gauge(
    'fleetlink_memory_limit_bytes',
    'What the process may use: the limit of its container, or the memory of its machine.',
  ),
};

export function measureProcess(metrics: Metrics, board: HealthBoard): void {
  metrics.show(processMetrics.ready, () =>
    only(Number(board.readiness().every(({ down }) => down === undefined))),
  );
  metrics.show(processMetrics.memoryLimit, () => only(memoryLimitBytes()));
}

/** Without a limit the kernel names none, or one beyond all memory. */
function memoryLimitBytes(): number {
  return Math.min(process.constrainedMemory() || Infinity, totalmem());
}
