/** The pieces that the drawings of docs/ are made of. */

/** Readable on white. */
export const COLOURS = ['#1b7837', '#2166ac', '#b2182b'];

export function drawing(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export function text(x: number, y: number, words: string, anchor?: 'middle' | 'end'): string {
  const anchored = anchor ? ` text-anchor="${anchor}"` : '';
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}"${anchored}>${escaped}</text>`;
}

export function path(steps: string, colour: string): string {
  return `<path d="${steps}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

/** Where values from 0 to `most` lie between two places, to a tenth of a pixel. */
export function scale(most: number, from: number, to: number): (value: number) => number {
  return (value) => Math.round((from + (value / most) * (to - from)) * 10) / 10;
}
