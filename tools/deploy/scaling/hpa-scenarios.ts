/** The step of load that the plan names, and what a redirect may cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsed, ROOT } from '../manifest/overlay.ts';
import { hpaSettings, type HpaSettings } from './hpa-settings.ts';
import { simulate, type PodFigures, type Sample } from './simulation.ts';

/** 100 million redirects a day, and ten times as many at peak. */
export const LOAD_BEFORE = 1_157;
export const LOAD_PEAK = 10_000;
export const STEP_AT_SECONDS = 60;
export const STEP_ENDS_AT_SECONDS = 660;
export const SECONDS = 1_800;

export interface Scenario {
  readonly name: string;
  readonly figures: PodFigures;
}

/** What k8s/base/lookup asks for, and a heap as full as it may be. */
const POD = {
  coresMax: 1,
  coresRequested: 0.5,
  memoryMib: 384,
  memoryRequestedMib: 640,
  startSeconds: 20,
} as const;

export const SCENARIOS: readonly Scenario[] = [
  // docs/performance.md, redirect: lookup, lane http
  { name: 'as measured', figures: { ...POD, redirectMicros: 19.9 } },
  // misses, a mesh's sidecar, a slow core
  { name: 'ten times dearer', figures: { ...POD, redirectMicros: 282 } },
  { name: 'the plan’s 1,000 a pod', figures: { ...POD, redirectMicros: 1_000 } },
];

export function lookupHpa(): HpaSettings {
  const [hpa] = parsed(readFileSync(join(ROOT, 'k8s/base/lookup/scaling.yaml'), 'utf8'));
  return hpaSettings(hpa!);
}

export function simulated({ figures }: Scenario): Sample[] {
  return simulate({ hpa: lookupHpa(), figures, seconds: SECONDS, loadAt });
}

function loadAt(second: number): number {
  return second >= STEP_AT_SECONDS && second < STEP_ENDS_AT_SECONDS ? LOAD_PEAK : LOAD_BEFORE;
}
