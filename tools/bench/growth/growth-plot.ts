/** docs/bench/growth.svg: each figure against the number of links, which is drawn by its logarithm. */
import { COLOURS, drawing, path, scale, text } from '../../plot/svg.ts';
import { rounded } from '../report.ts';

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  /** One for each size. */
  readonly values: readonly number[];
}

const PANEL = { width: 340, height: 190 };
const MARGIN = { left: 24, right: 64, top: 46, bottom: 34 };
const COLUMNS = 2;

/** Panels show zero, and leave this much above their highest value. */
const HEADROOM = 1.25;

export function growthPlot(sizes: readonly number[], panels: readonly Panel[]): string {
  const height = PANEL.height * Math.ceil(panels.length / COLUMNS);
  return drawing(
    PANEL.width * COLUMNS,
    height,
    panels.map((panel, index) => {
      const [left, top] = [PANEL.width * (index % COLUMNS), PANEL.height * Math.floor(index / COLUMNS)];
      return `<g transform="translate(${left} ${top})">\n${drawn(sizes, panel).join('\n')}\n</g>`;
    }),
  );
}

function drawn(sizes: readonly number[], { title, lines }: Panel): string[] {
  const [left, right] = [MARGIN.left, PANEL.width - MARGIN.right];
  const bottom = PANEL.height - MARGIN.bottom;
  const most = Math.max(...lines.flatMap(({ values }) => values)) * HEADROOM;
  const y = scale(most, bottom, MARGIN.top);
  const x = placesOf(sizes, left + 20, right);
  return [
    `<path d="M${left} ${bottom}H${right + 20}" stroke="#888"/>`,
    text(left, 18, title),
    ...sizes.map((size, at) => text(x[at]!, bottom + 18, millions(size), 'middle')),
    ...lines.flatMap(({ name, values }, index) => {
      const colour = COLOURS[index]!;
      const places = values.map((value, at) => `${x[at]} ${y(value)}`);
      return [
        path(`M${places.join('L')}`, colour),
        ...values.map((value, at) => point(x[at]!, y(value), rounded(value), colour)),
        `<g fill="${colour}">${text(left + 90 * index, 34, name)}</g>`,
      ];
    }),
  ];
}

function point(x: number, y: number, value: string, colour: string): string {
  return `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>${text(x + 7, y - 5, value)}`;
}

/** One size alone stands at the left. */
function placesOf(sizes: readonly number[], left: number, right: number): number[] {
  const [first, last] = [Math.log(sizes[0]!), Math.log(sizes.at(-1)!)];
  const place = scale(last - first || 1, left, right);
  return sizes.map((size) => place(Math.log(size) - first));
}

function millions(size: number): string {
  return `${rounded(size / 1e6)} M links`;
}
