/** Breaks copies of the clone, and sees the scenarios go red. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { table } from '../run/verdict-lines.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { allMutants, applyMutant, type Mutant } from './mutant.ts';
import { ScratchCopy } from './scratch-copy.ts';

/** What the run of a scenario ends with when its promise was broken. */
const BROKEN = 1;

const BY_EXIT_CODE: Readonly<Record<number, string>> = { 0: 'NOT CAUGHT', [BROKEN]: 'caught' };

export interface MutantsPlan {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
}

/** True if every mutant was caught. After an abort, what is under way is cleared away and nothing more begun. */
export async function runMutants({ scenarios, seed }: MutantsPlan, signal: AbortSignal): Promise<boolean> {
  const mutants = allMutants().filter(({ scenarioId }) => scenarios.some(({ id }) => id === scenarioId));
  const rows: string[][] = [];
  for (const mutant of mutants) {
    if (signal.aborted) break;
    process.stdout.write(`\n== ${mutant.name}, seed ${seed}: ${mutant.meaning}\n`);
    const found = await fateOf(mutant, seed, signal);
    process.stdout.write(`${mutant.name}: ${found}\n`);
    rows.push([mutant.name, mutant.scenarioId, String(seed), mutant.meaning, found]);
  }
  process.stdout.write(`\n${table([['mutant', 'scenario', 'seed', 'what it breaks', 'fate'], ...rows])}`);
  const caught = rows.filter((row) => row.at(-1) === 'caught').length;
  process.stdout.write(`${caught} of ${mutants.length} mutants caught\n`);
  return mutants.length > 0 && caught === mutants.length;
}

/** A mutant that does not build, or whose scenario came to no verdict, is not caught. */
async function fateOf(mutant: Mutant, seed: number, signal: AbortSignal): Promise<string> {
  const copy = await ScratchCopy.make();
  try {
    applyMutant(mutant, copy.path);
    const exitCode = await runIn(copy.path, [mutant.scenarioId, '--seed', String(seed)], signal);
    return BY_EXIT_CODE[exitCode] ?? 'NOT JUDGED';
  } catch (error) {
    return `NOT JUDGED: ${(error as Error).message}`;
  } finally {
    await copy.remove();
  }
}

async function runIn(clone: string, args: readonly string[], signal: AbortSignal): Promise<number> {
  const script = join(clone, 'tools/faults/faults.ts');
  const child = spawn(process.execPath, [script, ...args], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on('line', (line) => void process.stdout.write(`  | ${line}\n`));
  // it takes its rig down before it ends
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  }).finally(() => signal.removeEventListener('abort', end));
}
