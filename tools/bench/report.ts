/** What a benchmark found, and how it is shown on a terminal and on a page. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

export interface Report {
  /** Also the name of its section on the page. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly bars: { readonly unit: string; readonly values: readonly Bar[] };
  /** Drawn on the page instead of the bars, as SVG. */
  readonly plot?: string;
  /** Each a sentence: the goal, and what to mind. */
  readonly notes: readonly string[];
}

const BAR_CELLS = 40;

export function asText(report: Report): string {
  const { title, columns, rows, notes } = report;
  return [title, '', ...aligned([columns, ...rows]), '', chart(report), '', ...notes, ''].join('\n');
}

export function asMarkdown(report: Report): string {
  const { name, title, columns, rows, notes } = report;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
  const points = notes.map((note) => `- ${note}`);
  const picture = `![${title}](${plotFile(name)})`;
  return [`${title}.`, '', picture, '', ...table, '', ...points].join('\n');
}

/** Beside the page. */
export function plotFile(name: string): string {
  return `bench/${name}.svg`;
}

/** The longest bar fills the width; the others are drawn to its scale. */
export function chart({ bars: { unit, values } }: Pick<Report, 'bars'>): string {
  const most = Math.max(...values.map(({ value }) => value));
  const bars = values.map(({ label, value }) => [
    label,
    '█'.repeat(Math.max(1, Math.round((value / most) * BAR_CELLS))),
    `${rounded(value)} ${unit}`,
  ]);
  const labelWidth = Math.max(...bars.map(([label]) => label!.length));
  return bars.map(([label, bar, value]) => `${label!.padEnd(labelWidth)}  ${bar} ${value}`).join('\n');
}

/** Three digits say enough; thousands are set apart. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  const options = { maximumFractionDigits: digits, minimumFractionDigits: digits };
  return value.toLocaleString('en-US', options);
}

function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const [first = 0, ...others] = widths;
  return lines.map(([label = '', ...cells]) =>
    [label.padEnd(first), ...cells.map((cell, at) => cell.padStart(others[at]!))].join('  ').trimEnd(),
  );
}
