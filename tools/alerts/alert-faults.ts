/** What promtool does not ask of an alert. */
import { alertsIn, pageName, RULES_FOLDER, type Alert } from './alert-rules.ts';

const SEVERITIES = ['critical', 'warning', 'info'];
const RUNBOOKS_URL = 'https://fleetlink.dev/docs/runbooks';

export function alertFaults(folder = RULES_FOLDER): string[] {
  const alerts = alertsIn(folder);
  const twice = alerts.filter(({ alert }, at) => alerts.findIndex((other) => other.alert === alert) < at);
  return [...alerts.flatMap(faultsOf), ...twice.map(({ alert }) => `${alert}: there are two of this name`)];
}

function faultsOf({ alert, labels = {}, annotations = {} }: Alert): string[] {
  const wanted = `${RUNBOOKS_URL}/${pageName(alert)}.md`;
  const rules: readonly (readonly [isKept: boolean, otherwise: string])[] = [
    [SEVERITIES.includes(labels['severity']!), `its severity is none of ${SEVERITIES.join(', ')}`],
    ['topic' in labels, 'it has no topic, by which alerts are grouped'],
    ['summary' in annotations, 'it has no summary'],
    ['description' in annotations, 'it has no description'],
    [annotations['runbook_url'] === wanted, `its runbook_url is not ${wanted}`],
  ];
  return rules.filter(([isKept]) => !isKept).map(([, otherwise]) => `${alert}: ${otherwise}`);
}
