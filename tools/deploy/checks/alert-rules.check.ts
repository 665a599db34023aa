import { alertFaults } from '../../alerts/alert-faults.ts';
import { ruleFiles, rulesIn } from '../../alerts/alert-rules.ts';
import { promtool, whyNoMonitoringPrograms } from '../../alerts/monitoring-programs.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Rules that Prometheus takes, and alerts that say how bad, what and what to do. */
export const check: DeployCheck = {
  name: 'alert rules',
  async run() {
    const faults = alertFaults();
    const skipped = await whyNoMonitoringPrograms();
    if (skipped !== undefined) return { objects: rulesIn().length, faults, skipped };
    await promtool('check', 'rules', ...ruleFiles());
    return { objects: rulesIn().length, faults };
  },
};
