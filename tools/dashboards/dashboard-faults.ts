/** What is wrong with a dashboard of Grafana, as it lies in docker/monitoring/dashboards. */
import type { DashboardFile } from './dashboard-files.ts';
import { metricsIn } from '../alerts/promql.ts';

interface GrafanaPanel {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr?: string }[];
  readonly panels?: readonly GrafanaPanel[];
}

/** @param known the metrics that there are */
export function dashboardFaults({ path, text }: DashboardFile, known: ReadonlySet<string>): string[] {
  const panels = panelsOf(text);
  if (panels === undefined) return [`${path}: is no JSON`];
  const found = panels.flatMap((panel) => panelFaults(panel, known));
  return (panels.length === 0 ? ['has no panel'] : found).map((fault) => `${path}: ${fault}`);
}

/** Those too that are folded into a row. Undefined where the text is no JSON. */
export function panelsOf(text: string): readonly GrafanaPanel[] | undefined {
  try {
    const { panels = [] } = JSON.parse(text) as GrafanaPanel;
    return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : panel));
  } catch {
    return undefined;
  }
}

function panelFaults(panel: GrafanaPanel, known: ReadonlySet<string>): string[] {
  const { title, description, fieldConfig, targets = [] } = panel;
  const wanted = { title, description, unit: fieldConfig?.defaults?.unit, question: targets[0]?.expr };
  const missing = Object.entries(wanted).filter(([, value]) => !value);
  const faults = [
    ...missing.map(([what]) => `has no ${what}`),
    ...targets.flatMap(({ expr = '' }) => expressionFaults(expr, known)),
  ];
  return faults.map((fault) => `"${title}": ${fault}`);
}

function expressionFaults(expr: string, known: ReadonlySet<string>): string[] {
  try {
    const asked = metricsIn(expr);
    if (asked.length === 0) return [`asks for no metric: ${expr}`];
    return asked.filter((name) => !known.has(name)).map((name) => `nothing has a metric ${name}`);
  } catch (error) {
    return [(error as Error).message];
  }
}
