import { knownMetrics } from '../../alerts/metric-names.ts';
import { dashboardFaults, panelsOf } from '../../dashboards/dashboard-faults.ts';
import { committedFiles, drift } from '../../dashboards/dashboard-files.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Whoever looks at a dashboard finds what it says: an expression that asks for nothing shows a quiet line. */
export const check: DeployCheck = {
  name: 'dashboards',
  run() {
    const files = committedFiles();
    const known = knownMetrics();
    return {
      objects: files.flatMap(({ text }) => panelsOf(text) ?? []).length,
      faults: [...drift(files), ...files.flatMap((file) => dashboardFaults(file, known))],
    };
  },
};
