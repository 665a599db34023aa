/** Verdicts as text. */
import { wordOf, type Verdict } from './verdict.ts';

/** A verdict in full. */
export function told(verdict: Verdict): string {
  const { scenario, seed, outcome, seconds, trouble } = verdict;
  const lines = [
    `${scenario.id} ${wordOf(verdict)} (seed ${seed}, ${seconds.toFixed(1)} s)`,
    `  promise    ${scenario.promise}`,
    `  pass line  ${scenario.passLine}`,
    ...(outcome ? [`  figure     ${outcome.figure}`] : []),
    ...(outcome?.offences ?? []).map((offence) => `  WRONG      ${offence}`),
    ...(trouble === undefined ? [] : [`  trouble    ${trouble}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const TITLES = ['scenario', 'seed', 'promise', 'figure', 'verdict'];

export function verdictTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map((verdict) => {
    const { scenario, seed, outcome } = verdict;
    return [scenario.id, String(seed), scenario.promise, outcome?.figure ?? '-', wordOf(verdict)];
  });
  return table([TITLES, ...rows]);
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
