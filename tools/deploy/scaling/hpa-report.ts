/** npm run deploy:check -- --hpa */
import {
  LOAD_BEFORE,
  LOAD_PEAK,
  lookupHpa,
  SCENARIOS,
  simulated,
  STEP_AT_SECONDS,
  type Scenario,
} from './hpa-scenarios.ts';
import { redirectsMax, type Sample } from './simulation.ts';

const HEADINGS = [
  'a redirect costs',
  'µs CPU',
  'a pod serves',
  'pods before',
  'most',
  'at the end',
  'enough after',
  'unserved',
];

export function hpaReport(): string {
  const { podsMin, podsMax, cpuPercent, memoryPercent } = lookupHpa();
  const rows = [HEADINGS, ...SCENARIOS.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  return [
    `lookup: ${podsMin} to ${podsMax} pods, ${cpuPercent} % of CPU, ${memoryPercent} % of memory`,
    `load: ${LOAD_BEFORE} redirects/s, then ${LOAD_PEAK} for ten minutes, then ${LOAD_BEFORE} again`,
    '',
    ...lines,
    '',
  ].join('\n');
}

export function printHpaSimulation(): void {
  process.stdout.write(hpaReport());
}

function rowOf({ name, figures, ...scenario }: Scenario): string[] {
  const samples = simulated({ name, figures, ...scenario });
  return [
    name,
    String(figures.redirectMicros),
    String(Math.round(redirectsMax(figures))),
    String(samples[0]!.pods),
    String(Math.max(...samples.map(({ pods }) => pods))),
    String(samples.at(-1)!.pods),
    `${enoughAfterSeconds(samples)} s`,
    `${(100 * unservedShare(samples)).toFixed(2)} %`,
  ];
}

/** From the step until every redirect is served. */
export function enoughAfterSeconds(samples: readonly Sample[]): number {
  const last = samples.findLast(({ unserved }) => unserved > 0);
  return last ? last.atSeconds + 1 - STEP_AT_SECONDS : 0;
}

export function unservedShare(samples: readonly Sample[]): number {
  const sum = (value: (sample: Sample) => number): number =>
    samples.reduce((total, one) => total + value(one), 0);
  return sum(({ unserved }) => unserved) / sum(({ load }) => load);
}
