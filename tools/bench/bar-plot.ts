/** The bars of a report as a drawing: docs/bench/NAME.svg. */
import { COLOURS, drawing, scale, text } from '../plot/svg.ts';
import { rounded, type Report } from './report.ts';

const WIDTH = 720;
const BAR = { height: 16, pitch: 24 };
const TOP = 34;
const GAP = 8;
/** Of a character of the drawings' font, at the most. */
const CHARACTER_WIDTH = 6.6;

/** All to one scale that begins at zero. */
export function barPlot({ title, bars: { unit, values } }: Pick<Report, 'title' | 'bars'>): string {
  const valueTexts = values.map(({ value }) => `${rounded(value)} ${unit}`);
  const left = GAP + widthOf(values.map(({ label }) => label));
  const right = WIDTH - GAP - widthOf(valueTexts);
  const end = scale(Math.max(...values.map(({ value }) => value)), left, right);
  return drawing(WIDTH, TOP + BAR.pitch * values.length + GAP, [
    text(GAP, 18, title),
    ...values.flatMap(({ label, value }, index) => {
      const top = TOP + BAR.pitch * index;
      const width = Math.max(1, end(value) - left);
      return [
        text(left - GAP, top + 12, label, 'end'),
        `<rect x="${left}" y="${top}" width="${rest(width)}" height="${BAR.height}" fill="${COLOURS[1]}"/>`,
        text(rest(left + width + GAP), top + 12, valueTexts[index]!),
      ];
    }),
  ]);
}

function widthOf(words: readonly string[]): number {
  return Math.ceil(Math.max(...words.map(({ length }) => length)) * CHARACTER_WIDTH) + GAP;
}

/** To a tenth of a pixel. */
function rest(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
