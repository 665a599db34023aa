import { promtool, whyNoMonitoringPrograms } from '../../alerts/monitoring-programs.ts';
import { testFiles, untestedAlerts } from '../../alerts/rule-tests.ts';
import { alertsIn } from '../../alerts/alert-rules.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Each alert fires when it should, and not before. */
export const check: DeployCheck = {
  name: 'alert tests',
  async run() {
    const faults = untestedAlerts();
    const skipped = await whyNoMonitoringPrograms();
    if (skipped !== undefined) return { objects: alertsIn().length, faults, skipped };
    await promtool('test', 'rules', ...testFiles());
    return { objects: alertsIn().length, faults };
  },
};
