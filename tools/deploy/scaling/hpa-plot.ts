/** docs/lookup-scaling.svg: pods over time, for each scenario. */
import { SCENARIOS, SECONDS, simulated, STEP_AT_SECONDS, STEP_ENDS_AT_SECONDS } from './hpa-scenarios.ts';
import { COLOURS, drawing, path, scale, text } from '../../plot/svg.ts';
import type { Sample } from './simulation.ts';

const WIDTH = 720;
const HEIGHT = 320;
const MARGIN = { left: 48, right: 16, top: 28, bottom: 44 };
const PODS_MAX = 30;
const PODS_TICK = 5;
const TICK_SECONDS = 300;
const LEGEND_AT_SECONDS = 1_300;

const x = scale(SECONDS, MARGIN.left, WIDTH - MARGIN.right);
const y = scale(PODS_MAX, HEIGHT - MARGIN.bottom, MARGIN.top);

export function hpaPlot(): string {
  const runs = SCENARIOS.map((scenario) => ({ name: scenario.name, samples: simulated(scenario) }));
  return drawing(WIDTH, HEIGHT, [
    peak(),
    ...ticks(),
    ...runs.map(({ samples }, index) => line(samples, COLOURS[index]!)),
    ...runs.map(({ name }, index) => legend(name, COLOURS[index]!, index)),
    text(x(SECONDS / 2), HEIGHT - 8, 'minutes', 'middle'),
    text(12, MARGIN.top - 12, 'pods of lookup'),
  ]);
}

function peak(): string {
  const from = x(STEP_AT_SECONDS);
  const width = x(STEP_ENDS_AT_SECONDS) - from;
  const height = y(0) - MARGIN.top;
  return [
    `<rect x="${from}" y="${MARGIN.top}" width="${width}" height="${height}" fill="#f4ead5"/>`,
    text(from + width / 2, MARGIN.top + 14, '10,000 redirects/s', 'middle'),
  ].join('\n');
}

function ticks(): string[] {
  const across = steps(PODS_MAX, PODS_TICK).map(
    (pods) =>
      `<path d="M${x(0)} ${y(pods)}H${x(SECONDS)}" stroke="#ddd"/>${text(x(0) - 8, y(pods) + 4, String(pods), 'end')}`,
  );
  const along = steps(SECONDS, TICK_SECONDS).map((second) =>
    text(x(second), y(0) + 18, String(second / 60), 'middle'),
  );
  return [...across, ...along];
}

function steps(most: number, step: number): number[] {
  return Array.from({ length: most / step + 1 }, (_, index) => index * step);
}

/** Pods that serve, solid: those on their way up do not help yet. */
function line(samples: readonly Sample[], colour: string): string {
  const turns = samples.filter(({ ready }, index) => index === 0 || ready !== samples[index - 1]!.ready);
  const lines = turns.map(({ atSeconds, ready }, index) =>
    index === 0 ? `M${x(atSeconds)} ${y(ready)}` : `H${x(atSeconds)}V${y(ready)}`,
  );
  return path(`${lines.join('')}H${x(SECONDS)}`, colour);
}

function legend(name: string, colour: string, index: number): string {
  const top = MARGIN.top + 40 + 18 * index;
  const left = x(LEGEND_AT_SECONDS);
  return `<path d="M${left} ${top - 4}h24" stroke="${colour}" stroke-width="2"/>${text(left + 32, top, name)}`;
}
