import type { DeployCheck } from '../deploy-check.ts';
import { distinct } from '../schema/distinct.ts';
import { modelOf } from '../schema/schema-package.ts';
import { typeFaults } from '../schema/type-check.ts';
import { valueFaults } from '../schema/value-check.ts';

/** Kinds of Kubernetes, Argo Rollouts, KEDA, the Prometheus operator, the Gateway API and Istio. */
export const check: DeployCheck = {
  name: 'schemas',
  async run({ overlays }) {
    const items = distinct(overlays).filter(({ resource }) => modelOf(resource) !== undefined);
    const values = await Promise.all(items.map(valueFaults));
    return { objects: items.length, faults: [...typeFaults(items), ...values.flat()] };
  },
};
