/** docs/lookup-scaling.svg: pods over time, for each scenario. */
import { SCENARIOS, SECONDS, simulated, STEP_AT_SECONDS, STEP_ENDS_AT_SECONDS } from './hpa-scenarios.ts';
import type { Sample } from './simulation.ts';

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 16, top: 28, bottom: 44 };
const COLOURS = ['#1b7837', '#2166ac', '#b2182b'];
const PODS_MAX = 30;
const PODS_TICK = 5;
const TICK_SECONDS = 300;
const LEGEND_AT_SECONDS = 1_300;

export function hpaPlot(): string {
  const runs = SCENARIOS.map((scenario) => ({ name: scenario.name, samples: simulated(scenario) }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    peak(),
    ...ticks(),
    ...runs.map(({ samples }, index) => line(samples, COLOURS[index]!)),
    ...runs.map(({ name }, index) => legend(name, COLOURS[index]!, index)),
    `<text x="${x(SECONDS / 2)}" y="${HEIGHT - 8}" text-anchor="middle">minutes</text>`,
    `<text x="12" y="${MARGIN.top - 12}">pods of lookup</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function peak(): string {
  const from = x(STEP_AT_SECONDS);
  const width = x(STEP_ENDS_AT_SECONDS) - from;
  const height = y(0) - MARGIN.top;
  return [
    `<rect x="${from}" y="${MARGIN.top}" width="${width}" height="${height}" fill="#f4ead5"/>`,
    `<text x="${from + width / 2}" y="${MARGIN.top + 14}" text-anchor="middle">10,000 redirects/s</text>`,
  ].join('\n');
}

function ticks(): string[] {
  const across = steps(PODS_MAX, PODS_TICK).map(
    (pods) =>
      `<path d="M${x(0)} ${y(pods)}H${x(SECONDS)}" stroke="#ddd"/><text x="${x(0) - 8}" y="${y(pods) + 4}" text-anchor="end">${pods}</text>`,
  );
  const along = steps(SECONDS, TICK_SECONDS).map(
    (second) => `<text x="${x(second)}" y="${y(0) + 18}" text-anchor="middle">${second / 60}</text>`,
  );
  return [...across, ...along];
}

function steps(most: number, step: number): number[] {
  return Array.from({ length: most / step + 1 }, (_, index) => index * step);
}

/** Pods that serve, solid: those on their way up do not help yet. */
function line(samples: readonly Sample[], colour: string): string {
  const turns = samples.filter(({ ready }, index) => index === 0 || ready !== samples[index - 1]!.ready);
  const path = turns.map(({ atSeconds, ready }, index) =>
    index === 0 ? `M${x(atSeconds)} ${y(ready)}` : `H${x(atSeconds)}V${y(ready)}`,
  );
  return `<path d="${path.join('')}H${x(SECONDS)}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

function legend(name: string, colour: string, index: number): string {
  const top = MARGIN.top + 40 + 18 * index;
  const left = x(LEGEND_AT_SECONDS);
  return `<path d="M${left} ${top - 4}h24" stroke="${colour}" stroke-width="2"/><text x="${left + 32}" y="${top}">${name}</text>`;
}

function x(second: number): number {
  return rounded(MARGIN.left + (second / SECONDS) * (WIDTH - MARGIN.left - MARGIN.right));
}

function y(pods: number): number {
  return rounded(HEIGHT - MARGIN.bottom - (pods / PODS_MAX) * (HEIGHT - MARGIN.top - MARGIN.bottom));
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}
