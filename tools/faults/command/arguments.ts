/** What the command line asks for. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Scenario } from '../scenario/scenario.ts';
import { FaultsMisuse } from './faults-misuse.ts';

const SEED_MAX = 2 ** 32 - 1;

export type FaultsPlan =
  | { readonly kind: 'help' }
  | { readonly kind: 'list' }
  | (ScenariosPlan & { readonly kind: 'run' })
  | (ScenariosPlan & { readonly kind: 'mutants' });

export interface ScenariosPlan {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** True: dist is taken as it is. */
  readonly isBuilt: boolean;
}

const OPTIONS = {
  list: { type: 'boolean' },
  mutants: { type: 'boolean' },
  seed: { type: 'string' },
  'no-build': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws {FaultsMisuse} for everything that cannot be meant. */
export function planOf(args: readonly string[], known: readonly Scenario[]): FaultsPlan {
  const { values, positionals } = parsed(args);
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  const isMutants = values.mutants === true;
  if (positionals.length === 0 && !isMutants)
    throw new FaultsMisuse('say which scenarios: a name, gate or all');
  const names = positionals.length === 0 ? ['all'] : positionals;
  return {
    kind: isMutants ? 'mutants' : 'run',
    scenarios: known.filter((scenario) => selects(names, scenario, known)),
    seed: seedOf(values.seed),
    isBuilt: values['no-build'] === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new FaultsMisuse((error as Error).message.split('. ')[0]!);
  }
}

function selects(names: readonly string[], scenario: Scenario, known: readonly Scenario[]): boolean {
  const ids = known.map(({ id }) => id);
  const unknown = names.find((name) => !['all', 'gate', ...ids].includes(name));
  if (unknown !== undefined)
    throw new FaultsMisuse(`there is no scenario ${unknown}; there are gate, all, ${ids.join(', ')}`);
  return names.some((name) => name === 'all' || name === scenario.id || (name === 'gate' && scenario.isGate));
}

function seedOf(text: string | undefined): number {
  if (text === undefined) return randomInt(1, 1_000_000);
  const seed = Number(text);
  if (!/^\d{1,10}$/.test(text) || seed > SEED_MAX)
    throw new FaultsMisuse(`--seed is a whole number from 0 to ${SEED_MAX}, not ${text}`);
  return seed;
}
