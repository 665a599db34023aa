import { unknownMetrics } from '../../alerts/metric-names.ts';
import { rulesIn } from '../../alerts/alert-rules.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Rules ask for metrics that somebody has. */
export const check: DeployCheck = {
  name: 'alert metrics',
  run: () => ({ objects: rulesIn().length, faults: unknownMetrics() }),
};
