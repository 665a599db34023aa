import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import { ROOT } from '../manifest/overlay.ts';
import { idOf, ofKind } from '../manifest/resource.ts';

const METRIC = /\b(fleetlink_[a-z0-9_]+|nodejs_[a-z0-9_]+)\b/g;

/** What a histogram adds to its name, and what prom-client's default metrics are called. */
const SUFFIX = /_(bucket|count|sum)$/;
const OF_PROM_CLIENT = ['nodejs_eventloop_lag_p99_seconds'];

/** Analyses ask for metrics that the services really have: a misspelt name is no sample, and passes for ever. */
export const check: DeployCheck = {
  name: 'metrics',
  run({ overlays }) {
    const known = metricsOfSources();
    return perOverlay(overlays, ({ resources }) => {
      const asked = [...ofKind(resources, 'AnalysisTemplate'), ...ofKind(resources, 'ScaledObject')].flatMap(
        (resource) =>
          [...JSON.stringify(resource).matchAll(METRIC)].map(([, name]) => ({ resource, name: name! })),
      );
      return {
        objects: asked.length,
        faults: asked
          .filter(({ name }) => !known.has(name) && !known.has(name.replace(SUFFIX, '')))
          .map(({ resource, name }) => `${idOf(resource)}: no service has a metric ${name}`),
      };
    });
  },
};

function metricsOfSources(): Set<string> {
  const files = globSync('{apps,libs}/*/src/**/*.ts', { cwd: ROOT });
  const sources = files.filter((file) => !file.endsWith('spec.ts')).map((file) => join(ROOT, file));
  const names = sources.flatMap((file) => readFileSync(file, 'utf8').match(METRIC) ?? []);
  return new Set([...names, ...OF_PROM_CLIENT]);
}
