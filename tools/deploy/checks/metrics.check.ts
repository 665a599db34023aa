import { serviceMetricNames } from '../../alerts/metric-names.ts';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { idOf, ofKind } from '../manifest/resource.ts';

const METRIC = /\b(fleetlink_[a-z0-9_]+|nodejs_[a-z0-9_]+)\b/g;

/** Analyses ask for metrics that the services really have: a misspelt name is no sample, and passes for ever. */
export const check: DeployCheck = {
  name: 'metrics',
  run({ overlays }) {
    const known = new Set(serviceMetricNames());
    return perOverlay(overlays, ({ resources }) => {
      const asked = [...ofKind(resources, 'AnalysisTemplate'), ...ofKind(resources, 'ScaledObject')].flatMap(
        (resource) =>
          [...JSON.stringify(resource).matchAll(METRIC)].map(([, name]) => ({ resource, name: name! })),
      );
      return {
        objects: asked.length,
        faults: asked
          .filter(({ name }) => !known.has(name))
          .map(({ resource, name }) => `${idOf(resource)}: no service has a metric ${name}`),
      };
    });
  },
};
