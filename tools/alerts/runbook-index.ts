/** docs/runbooks/README.md. */
import { alertsIn, pageName, type Alert } from './alert-rules.ts';

const SEVERITIES: readonly (readonly [severity: string, toldBy: string])[] = [
  ['critical', 'PagerDuty, at once'],
  ['warning', 'Slack'],
  ['info', 'one mail a day'],
];

export function runbookIndex(): string {
  const alerts = alertsIn();
  return [
    '# Runbooks',
    '',
    'One page for each alert: what it means for users, how to look, how to mend. This page is written by `npm run docs`;',
    '`npm run deploy:check` holds pages and alerts together, and `tools/alerts/monitored-rig.db-spec.ts` runs every command',
    'to look with (marked `sh look`) against a rig.',
    '',
    '## Before you look',
    '',
    'The commands use these variables. In Kubernetes, forward the ports first, for example',
    '`kubectl -n fleetlink port-forward deploy/lookup 9082` and `kubectl -n fleetlink port-forward svc/shard-0-db-rw 5432`.',
    '',
    '```sh',
    'export CREATE=http://127.0.0.1:9081 LOOKUP=http://127.0.0.1:9082 STATS=http://127.0.0.1:9083  # management ports',
    'export SHARD=postgresql://…  # the shard that the alert names; its primary',
    'export CATALOG_DATABASE_URL=postgresql://… STATS_DATABASE_URL=postgresql://…',
    'export EDGE=http://127.0.0.1:9084  # beside the gateway, where it caches: port-forward POD of a gateway',
    "export SHARDS='[…]'  # for npx fleetlink, as the services have it",
    'export CACHE=redis://127.0.0.1:6379 STATE=redis://127.0.0.1:6379  # any node of each cluster',
    '```',
    '',
    'On a rig, `eval "$(npm run -s rig -- env)"` sets the databases; `npm run rig -- status` shows the ports of the rest.',
    '',
    '## Alerts',
    '',
    ...SEVERITIES.flatMap(([severity, toldBy]) => [
      `### ${severity}: ${toldBy}`,
      '',
      ...alerts.filter(({ labels }) => labels?.['severity'] === severity).map(line),
      '',
    ]),
  ].join('\n');
}

function line({ alert, annotations }: Alert): string {
  return `- [${alert}](${pageName(alert)}.md): ${annotations?.['summary']}`;
}
