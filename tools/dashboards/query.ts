/** Expressions that many panels have in common. All rates are those of five minutes, as in the rules. */
import type { Query } from './dashboard.ts';

const WINDOW = '5m';

/** A counter's growth a second, added up by these labels. */
export function rateBy(labels: string, selector: string, legend = legendOf(labels)): Query {
  return { expr: `sum by (${labels}) (rate(${selector}[${WINDOW}]))`, legend };
}

/** A quantile of a histogram, by these labels. @param selector without `_bucket` */
export function quantileBy(quantile: number, labels: string, name: string, selector = ''): Query {
  const by = labels === '' ? 'le' : `${labels}, le`;
  const bucket = `${name}_bucket${selector}`;
  const legend = `P${quantile * 100} ${legendOf(labels)}`.trim();
  return { expr: `histogram_quantile(${quantile}, sum by (${by}) (rate(${bucket}[${WINDOW}])))`, legend };
}

function legendOf(labels: string): string {
  return labels
    .split(', ')
    .filter(Boolean)
    .map((label) => `{{${label}}}`)
    .join(' ');
}
