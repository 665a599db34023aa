/** Scenarios one after the other, on as few rigs as will do. */
import { RIG_SHAPE, type RigScenario, type Scenario } from '../scenario/scenario.ts';
import type { RigKeeper } from './rig-keeper.ts';
import { runScenario } from './run-scenario.ts';
import { runSpecs } from './run-specs.ts';
import { told } from './verdict-lines.ts';
import { wordOf, type Verdict } from './verdict.ts';
import { Wreck } from './wreck.ts';

export async function runScenarios(
  scenarios: readonly Scenario[],
  seed: number,
  keeper: RigKeeper,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) verdicts.push(await runOne(scenario, seed, keeper));
  return verdicts;
}

async function runOne(scenario: Scenario, seed: number, keeper: RigKeeper): Promise<Verdict> {
  print(`\n== ${scenario.id}, seed ${seed}: ${scenario.promise}\n`);
  if (!('specs' in scenario)) return runOnRig(scenario, seed, keeper);
  const verdict = runSpecs(scenario, seed);
  print(told(verdict));
  return verdict;
}

async function runOnRig(scenario: RigScenario, seed: number, keeper: RigKeeper): Promise<Verdict> {
  const rig = await keeper.rigOf({ ...RIG_SHAPE, ...scenario.shape });
  const wreck = new Wreck(scenario.id, seed);
  const verdict = await runScenario(scenario, {
    rig,
    seed,
    historyFile: wreck.historyFile,
    say: (line) => print(`${line}\n`),
  });
  print(told(verdict));
  if (wordOf(verdict) === 'held') {
    wreck.discard();
  } else {
    await wreck.keep(rig, verdict);
    print(`  wreck      ${wreck.path}\n  again      npm run faults -- ${scenario.id} --seed ${seed}\n`);
    // what broke may be broken for the next one too
    await keeper.scrap();
  }
  return verdict;
}

function print(text: string): void {
  process.stdout.write(text);
}
