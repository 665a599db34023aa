/** Keeps docker/monitoring/dashboards what our dashboards make. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Dashboard as GrafanaDashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertsIn, type Alert } from '../alerts/alert-rules.ts';
import { ROOT } from '../test/program.ts';
import { DASHBOARDS } from './dashboards.ts';
import { grafanaDashboard } from './grafana.ts';

const FOLDER = join(ROOT, 'docker/monitoring/dashboards');

export interface DashboardFile {
  readonly path: string;
  readonly text: string;
}

export function writeDashboards(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const { path, text } of madeFiles()) {
    writeFileSync(join(ROOT, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
  const made = new Set(madeFiles().map(({ path }) => path));
  for (const { path } of committedFiles()) if (!made.has(path)) rmSync(join(ROOT, path));
}

/** As they lie there. */
export function committedFiles(): DashboardFile[] {
  return globSync('*.json', { cwd: FOLDER })
    .toSorted()
    .map((name) => ({ path: pathOf(name), text: readFileSync(join(FOLDER, name), 'utf8') }));
}

/** One line for each file that is not what its dashboard makes. */
export function drift(files: readonly DashboardFile[] = committedFiles()): string[] {
  const made = madeFiles();
  const changed = made.filter(({ path, text }) => files.find((file) => file.path === path)?.text !== text);
  const leftOver = files.filter(({ path }) => !made.some((file) => file.path === path));
  return [...changed, ...leftOver].map(
    ({ path }) => `${path} is not what tools/dashboards makes: npm run deploy:check -- --write`,
  );
}

function madeFiles(): DashboardFile[] {
  const alerts = alertsIn();
  return DASHBOARDS.map((dashboard) => {
    const model = grafanaDashboard(dashboard, (alert) => runbookOf(alert, alerts));
    return { path: pathOf(`${dashboard.uid}.json`), text: textOf(model) };
  });
}

/** @throws when there is no such alert: the link would lead nowhere. */
function runbookOf(name: string, alerts: readonly Alert[]): string {
  const url = alerts.find(({ alert }) => alert === name)?.annotations?.['runbook_url'];
  if (url === undefined) throw new Error(`no alert ${name} has a runbook`);
  return url;
}

/** A panel a line: short enough for a ConfigMap, and a difference shows which panel it is about. */
function textOf({ panels = [], ...model }: GrafanaDashboard): string {
  const head = JSON.stringify(model, null, 1).slice(0, -2);
  const lines = panels.map((panel) => `  ${JSON.stringify(panel)}`);
  return `${head},\n "panels": [\n${lines.join(',\n')}\n ]\n}\n`;
}

function pathOf(name: string): string {
  return relative(ROOT, join(FOLDER, name));
}
