import { runbookFaults, runbookPages } from '../../alerts/runbooks.ts';
import type { DeployCheck } from '../deploy-check.ts';

/** Every alert has its page, and every page its alert. */
export const check: DeployCheck = {
  name: 'runbooks',
  run: () => ({ objects: runbookPages().length, faults: runbookFaults() }),
};
