/** Asks a live Prometheus for every expression of every dashboard. */
import { DASHBOARDS } from '../../dashboards/dashboards.ts';
import type { Dashboard, Panel, Query } from '../../dashboards/dashboard.ts';

export interface Finding {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
  /** How many series there are; undefined where Prometheus refuses the expression. */
  readonly series: number | undefined;
  readonly fault?: string;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

const ANSWER_MS_MAX = 10_000;

export async function findSeries(prometheusUrl: string): Promise<Finding[]> {
  const asked = DASHBOARDS.flatMap((dashboard) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) => panel.queries.map((query) => ({ dashboard, panel, query }))),
    ),
  );
  return Promise.all(
    asked.map(async ({ dashboard, panel, query }) =>
      findingOf(dashboard, panel, query, await answerOf(prometheusUrl, query.expr)),
    ),
  );
}

/** Empty is right only where it was said to be. */
export function findingOf(
  { title: dashboard }: Pick<Dashboard, 'title'>,
  { title: panel }: Pick<Panel, 'title'>,
  { expr, isEmptyInHealth = false }: Query,
  { status, error, data }: Answer,
): Finding {
  const place = { dashboard, panel, expr };
  if (status !== 'success' || data === undefined)
    return { ...place, series: undefined, fault: error ?? status };
  const series = data.result.length;
  return series > 0 || isEmptyInHealth ? { ...place, series } : { ...place, series, fault: 'no series' };
}

async function answerOf(prometheusUrl: string, query: string): Promise<Answer> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  return (await answer.json()) as Answer;
}
