import type { Finding } from './series.ts';

const EXPRESSION_LENGTH = 90;
const TITLES = ['dashboard', 'panel', 'series', 'expression'];

/** A line for each expression; what is wrong with one stands below it. */
export function seriesTable(findings: readonly Finding[]): string {
  const rows = [TITLES, ...findings.map(cellsOf)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const faults = findings.flatMap(({ dashboard, panel, fault }) =>
    fault === undefined ? [] : [`${dashboard}, "${panel}": ${fault}`],
  );
  return [...lines, ...(faults.length > 0 ? ['', ...faults] : []), ''].join('\n');
}

function cellsOf({ dashboard, panel, expr, series, fault }: Finding): string[] {
  const count = fault === undefined && series === 0 ? '0, as in good health' : String(series ?? '?');
  const shown = expr.length > EXPRESSION_LENGTH ? `${expr.slice(0, EXPRESSION_LENGTH - 1)}…` : expr;
  return [dashboard, panel, count, shown];
}
