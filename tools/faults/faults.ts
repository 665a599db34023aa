/** npm run faults: faults on a rig, and whether the promises hold. `npm run faults -- --help` teaches it. */
import { constants } from 'node:os';
import { RigError } from '../rig/rig-error.ts';
import { writeTally } from '../test/tally.file.ts';
import { NOTHING, told } from '../test/tally.ts';
import { planOf, type FaultsPlan, type ScenariosPlan } from './command/arguments.ts';
import { FaultsMisuse } from './command/faults-misuse.ts';
import { HELP } from './command/help.ts';
import { runMutants } from './mutant/run-mutants.ts';
import { RigKeeper } from './run/rig-keeper.ts';
import { runScenarios } from './run/run-scenarios.ts';
import { wordOf } from './run/verdict.ts';
import { table, verdictTable } from './run/verdict-lines.ts';
import { SCENARIOS } from './scenarios.ts';

const BROKEN = 1;
const MISUSED = 2;
const NOT_JUDGED = 3;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    return await carriedOut(planOf(args, SCENARIOS));
  } catch (error) {
    process.stderr.write(`${toldFault(error)}\n`);
    return error instanceof FaultsMisuse ? MISUSED : NOT_JUDGED;
  }
}

/** Only what nobody foresaw is told with its stack. */
function toldFault(error: unknown): string {
  if (error instanceof FaultsMisuse) return `${error.message}\nnpm run faults -- --help shows how it is used`;
  if (error instanceof RigError) return [error.message, error.mend].filter(Boolean).join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function carriedOut(plan: FaultsPlan): Promise<number> {
  if (plan.kind === 'help') return print(HELP);
  if (plan.kind === 'list') return print(listOfScenarios());
  if (plan.kind === 'mutants') return mutants(plan);
  return tried(plan);
}

async function tried({ scenarios, seed, isBuilt }: ScenariosPlan): Promise<number> {
  const keeper = new RigKeeper({ isBuilt });
  clearOnSignals(keeper);
  try {
    const verdicts = await runScenarios(scenarios, seed, keeper);
    print(`\n${verdictTable(verdicts)}`);
    const words = verdicts.map(wordOf);
    const passed = words.filter((word) => word === 'held').length;
    const tally = { ...NOTHING, passed, failed: words.length - passed };
    writeTally('faults', tally);
    print(`${told(tally)}\n`);
    if (words.includes('BROKEN')) return BROKEN;
    return words.includes('not judged') ? NOT_JUDGED : 0;
  } finally {
    await keeper.scrap();
  }
}

async function mutants(plan: ScenariosPlan): Promise<number> {
  const interrupt = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => interrupt.abort());
  return (await runMutants(plan, interrupt.signal)) ? 0 : BROKEN;
}

function listOfScenarios(): string {
  const rows = SCENARIOS.map(({ id, promise, passLine, isGate }) => [
    id,
    isGate ? 'npm test' : '',
    promise,
    passLine,
  ]);
  return table([['scenario', 'part of', 'promise', 'pass line'], ...rows]);
}

function clearOnSignals(keeper: RigKeeper): void {
  for (const signal of SIGNALS)
    process.on(signal, () => {
      print('\ntaking the rig down …\n');
      void keeper.abort().finally(() => process.exit(128 + constants.signals[signal]));
    });
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}
