import { printable, type Paint, type Style } from './terminal.js';

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | Cell;
  /** Numbers line up at their last digit. */
  readonly align?: 'right';
}

const GAP = '  ';

/** The rows under their titles, one line each; columns are as wide as their widest cell. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
): string[] {
  const titles = columns.map(({ title }): Cell => ({ text: title, style: 'bold' }));
  const cells = [titles, ...rows.map((row) => columns.map(({ cell }) => cellOf(cell(row))))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => widthOf(line[at]!.text))));
  return cells.map((line) =>
    line
      .map((cell, at) => fitted(cell, { width: widths[at]!, toRight: columns[at]!.align === 'right' }, paint))
      .join(GAP)
      .trimEnd(),
  );
}

/** `label  text` lines; the labels are padded to one width. */
export function labelledLines(entries: readonly (readonly [label: string, text: string])[]): string[] {
  const width = Math.max(...entries.map(([label]) => widthOf(label)));
  return entries.map(([label, text]) => `  ${label.padEnd(width)}${GAP}${printable(text)}`);
}

function cellOf(cell: string | Cell): Cell {
  const { text, style } = typeof cell === 'string' ? { text: cell } : cell;
  return { text: printable(text), style };
}

function fitted(
  { text, style }: Cell,
  { width, toRight }: { width: number; toRight: boolean },
  paint: Paint,
): string {
  const room = ' '.repeat(width - widthOf(text));
  const painted = style ? paint(style, text) : text;
  return toRight ? room + painted : painted + room;
}

/** In characters, not in UTF-16 units. */
function widthOf(text: string): number {
  return [...text].length;
}
