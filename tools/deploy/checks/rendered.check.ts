import type { DeployCheck } from '../deploy-check.ts';
import { whyNoKustomize } from '../manifest/kustomize.ts';
import { overlayNames } from '../manifest/overlay.ts';
import { renderingFaults } from '../manifest/renderings.ts';

/** What is committed is what kustomize makes of the tree. */
export const check: DeployCheck = {
  name: 'rendered',
  run() {
    const skipped = whyNoKustomize();
    if (skipped !== undefined) return { objects: 0, faults: [], skipped };
    return { objects: overlayNames().length, faults: renderingFaults() };
  },
};
