/** docker/monitoring/alertmanager.yml: where each alert ends up, by amtool's own word. */
import { join } from 'node:path';
import { ROOT } from '../test/program.ts';
import type { Alert } from './alert-rules.ts';
import { amtool } from './monitoring-programs.ts';

export const ALERTMANAGER_CONFIG = join(ROOT, 'docker/monitoring/alertmanager.yml');

const RECEIVERS: Readonly<Record<string, string>> = {
  critical: 'pagerduty',
  warning: 'slack',
  info: 'mail-digest',
};

/** Somebody has to see an alert that forgot its severity. */
const OTHERWISE = 'slack';

/** One line for each alert that does not end up where its severity belongs. */
export async function routeFaults(alerts: readonly Alert[], config = ALERTMANAGER_CONFIG): Promise<string[]> {
  const broken = await amtool('check-config', config).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (broken !== undefined) return [broken];
  const kinds = new Set(alerts.map(({ alert, labels = {} }) => asCase({ ...labels, alertname: alert })));
  const cases = [...kinds, asCase({ alertname: 'Stray' })];
  return (await Promise.all(cases.map((one) => faultOf(one, config)))).flat();
}

function asCase(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

async function faultOf(labels: string, config: string): Promise<string[]> {
  const severity = /severity=(\w+)/.exec(labels)?.[1] ?? '';
  const wanted = RECEIVERS[severity] ?? OTHERWISE;
  const found = (
    await amtool('config', 'routes', 'test', `--config.file=${config}`, ...labels.split(' '))
  ).trim();
  return found === wanted ? [] : [`${labels} goes to ${found}, not to ${wanted}`];
}
