/** The same rules for the operator of Prometheus. */
import { stringify } from 'yaml';
import { ruleGroups } from './alert-rules.ts';

const ABOUT =
  '# The rules of docker/monitoring/rules for the operator of Prometheus. Written by `npm run docs`.\n';

export function prometheusRule(): string {
  const rule = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'fleetlink' },
    spec: { groups: ruleGroups() },
  };
  return ABOUT + stringify(rule, { lineWidth: 0 });
}
