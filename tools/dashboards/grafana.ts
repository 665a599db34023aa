/** Grafana's model of our dashboards: the classic one, which Grafana 12 reads from files. */
import {
  LegendDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Dashboard as GrafanaDashboard,
  type Threshold,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as GraphBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel, Query } from './dashboard.ts';

/** By which Grafana is told of Prometheus in docker/compose.production.yml, and in the Helm chart of its operator. */
const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };

/** The links between our dashboards are to all that bear it. */
const TAG = 'fleetlink';

/** Of 24 columns; a row of numbers has six of them, one of graphs three. */
const STAT_SIZE = { width: 4, height: 5 };
const GRAPH_SIZE = { width: 8, height: 8 };

/** @param runbookOf the address of an alert's runbook */
export function grafanaDashboard(
  { uid, title, description, rows }: Dashboard,
  runbookOf: (alert: string) => string,
): GrafanaDashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .timezone('utc')
    .link(
      new DashboardLinkBuilder('Fleetlink').type(DashboardLinkType.Dashboards).tags([TAG]).keepTime(true),
    );
  let id = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) builder.withPanel(panelBuilder(panel, runbookOf).id((id += 1)));
  }
  return builder.build();
}

function panelBuilder(panel: Panel, runbookOf: (alert: string) => string): StatBuilder | GraphBuilder {
  const { width, height } = panel.isStat ? STAT_SIZE : GRAPH_SIZE;
  const builder = panel.isStat ? new StatBuilder() : graphBuilder();
  builder
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .datasource(DATASOURCE)
    .span(width)
    .height(height)
    .links((panel.alerts ?? []).map((alert) => linkTo(alert, runbookOf(alert))));
  if (panel.limits) builder.thresholds(thresholds(panel.limits));
  panel.queries.forEach((query, index) => builder.withTarget(target(query, index)));
  return builder;
}

function graphBuilder(): GraphBuilder {
  const legend = new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List);
  return new GraphBuilder().fillOpacity(10).showPoints(VisibilityMode.Never).legend(legend);
}

function target({ expr, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .datasource(DATASOURCE)
    .expr(expr)
    .legendFormat(legend)
    .range();
}

function linkTo(alert: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(`Runbook: ${alert}`)
    .type(DashboardLinkType.Link)
    .url(url)
    .targetBlank(true);
}

/** Steps rise, so where less is worse the lowest one is red. */
function thresholds({ warning, critical }: NonNullable<Panel['limits']>): ThresholdsConfigBuilder {
  const isLessWorse = critical < warning;
  const base = (color: string): Threshold => ({ value: null, color });
  const steps = isLessWorse
    ? [base('red'), { value: critical, color: 'yellow' }, { value: warning, color: 'green' }]
    : [base('green'), { value: warning, color: 'yellow' }, { value: critical, color: 'red' }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
