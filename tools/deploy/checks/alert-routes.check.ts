import { alertsIn } from '../../alerts/alert-rules.ts';
import { whyNoMonitoringPrograms } from '../../alerts/monitoring-programs.ts';
import { routeFaults } from '../../alerts/routes.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Every alert reaches whom its severity is for. */
export const check: DeployCheck = {
  name: 'alert routes',
  async run() {
    const skipped = await whyNoMonitoringPrograms();
    if (skipped !== undefined) return { objects: 0, faults: [], skipped };
    return { objects: alertsIn().length, faults: await routeFaults(alertsIn()) };
  },
};
