/** One scenario from its first step to its verdict. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HistoryFile } from '../../history/history.file.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import { outcome, type Outcome, type RigScenario } from '../scenario/scenario.ts';
import type { Operation } from '../scenario/operation.ts';
import { NeverCame, Trial } from '../trial/trial.ts';
import type { Verdict } from './verdict.ts';

/** A scenario that hangs is a finding too. */
const SCENARIO_MS_MAX = 300_000;

export interface Staging {
  readonly rig: Rig;
  readonly seed: number;
  readonly historyFile: string;
  readonly say: (line: string) => void;
}

/** Never throws: what goes wrong is part of the verdict. */
export async function runScenario(scenario: RigScenario, staging: Staging): Promise<Verdict> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const say = (line: string) => staging.say(`${seconds().toFixed(1).padStart(7)} s  ${line}`);
  const { seed } = staging;
  try {
    const found = await inTime(tried(scenario, { ...staging, say }));
    return { scenario, seed, outcome: found, seconds: seconds() };
  } catch (error) {
    const trouble = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { scenario, seed, outcome: undefined, seconds: seconds(), trouble };
  }
}

async function tried(scenario: RigScenario, { rig, seed, historyFile, say }: Staging): Promise<Outcome> {
  const history = await HistoryFile.create<Operation>(historyFile);
  const trial = new Trial({ rig, seed, history, say });
  try {
    const clicksBefore = await trial.clicksCounted();
    const { figure, offences, clicksLostMax = 0 } = await scenario.run(trial).catch(broken);
    await trial.endLoads();
    await trial.heal();
    const wrong = [...offences, ...(await trial.readBack())];
    await trial.heal();
    wrong.push(...clicksWrong(trial, (await trial.clicksCounted()) - clicksBefore, clicksLostMax));
    return { figure, offences: wrong };
  } finally {
    await trial.close();
    await history.close();
  }
}

function broken(error: Error): Outcome {
  if (error instanceof NeverCame) return outcome('none', [[true, error.message]]);
  throw error;
}

/** Every redirect is counted once; one that got lost on its way may have been. */
function clicksWrong({ client }: Trial, counted: number, lostMax: number): string[] {
  const { redirects, doubtful } = client;
  if (counted > redirects + doubtful)
    return [`${counted} clicks were counted, but only ${redirects} redirects answered`];
  const lost = redirects - counted;
  return lost > lostMax ? [`${lost} of ${redirects} clicks are lost; the bound is ${lostMax}`] : [];
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const late = sleep(SCENARIO_MS_MAX, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not over after ${SCENARIO_MS_MAX / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
