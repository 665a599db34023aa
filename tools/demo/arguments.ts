/** What the command line asks for. */
import { randomInt } from 'node:crypto';
import { CommandLine } from './command-line.ts';

const ROUNDS_DEFAULT = 3;
const ROUNDS_MAX = 100;
const SEED_MAX = 2 ** 32 - 1;

const line = new CommandLine('npm run demo -- --help');

/** A running Fleetlink; without one, the demo starts its own. */
export interface Target {
  readonly url: string;
  readonly key: string | undefined;
}

export type DemoPlan =
  | { readonly kind: 'help' }
  | { readonly kind: 'urls' | 'clicks'; readonly file: string; readonly target: Target | undefined }
  | CrashPlan;

export interface CrashPlan {
  readonly kind: 'crash';
  readonly file: string | undefined;
  readonly rounds: number;
  readonly seed: number;
}

const OPTIONS = {
  clicks: { type: 'string' },
  crash: { type: 'boolean' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  target: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** DemoFault for everything that cannot be meant. */
export function planOf(args: readonly string[]): DemoPlan {
  const { values, positionals } = line.parsed(args, OPTIONS);
  if (values.help) return { kind: 'help' };
  const [file, second] = positionals;
  if (second !== undefined) throw line.misuse(`one file at a time; ${second} is too many`);
  if (values.crash) return crashPlan(values, file);
  if (values.rounds !== undefined || values.seed !== undefined)
    throw line.misuse('--rounds and --seed belong to --crash');
  return readingPlan(values, file);
}

type Values = ReturnType<typeof line.parsed<typeof OPTIONS>>['values'];

function crashPlan(values: Values, file: string | undefined): CrashPlan {
  if (values.clicks !== undefined) throw line.misuse('--crash and --clicks are two demos; choose one');
  if (values.target !== undefined || values.key !== undefined)
    throw line.misuse('--crash kills what it tests, so it takes no --target');
  return {
    kind: 'crash',
    file,
    rounds: wholeNumber('--rounds', values.rounds, 1, ROUNDS_MAX) ?? ROUNDS_DEFAULT,
    seed: wholeNumber('--seed', values.seed, 0, SEED_MAX) ?? randomInt(SEED_MAX),
  };
}

function readingPlan(values: Values, file: string | undefined): DemoPlan {
  const target = targetOf(values);
  if (values.clicks === undefined) {
    if (file === undefined) throw line.misuse('name a file of URLs, one on each line');
    return { kind: 'urls', file, target };
  }
  if (file !== undefined) throw line.misuse('--clicks takes its own file; drop the other one');
  return { kind: 'clicks', file: values.clicks, target };
}

function targetOf({ target, key }: Values): Target | undefined {
  if (target === undefined) {
    if (key !== undefined) throw line.misuse('--key needs the --target that it opens');
    return undefined;
  }
  return { url: line.webUrl('--target', target), key };
}

function wholeNumber(option: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw line.misuse(`${option} is a whole number from ${min} to ${max}, not ${text}`);
  return value;
}
