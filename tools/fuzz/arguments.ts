import { parseArgs } from 'node:util';

export interface FuzzPlan {
  readonly kind: 'lane' | 'mutants' | 'gate';
  readonly seed: number;
  readonly casesMax: number;
  readonly minutesMax: number;
}

/** Told with the usage, not with a stack. */
export class FuzzMisuse extends Error {}

export const HELP = `npm run fuzz -- lane [--cases N | --minutes N] [--seed S]
    sends the same bytes to the socket lane and to node:http, and compares all that comes of it
npm run fuzz -- mutants
    plants a fault into the lane, one after the other, and looks whether it is found
npm run fuzz -- gate
    both, as npm test does: few cases, in less than a minute
`;

const KINDS = ['lane', 'mutants', 'gate'] as const;
const CASES = 100_000;
const CASES_MAX = 1_000_000_000;
const MINUTES_MAX = 24 * 60;

/** @throws {FuzzMisuse} */
export function planOf(args: readonly string[]): FuzzPlan {
  const { values, positionals } = parsed(args);
  const [kind, ...more] = positionals;
  const isKnown = KINDS.find((known) => known === kind);
  if (!isKnown || more.length > 0) throw new FuzzMisuse(`what is to be done: ${KINDS.join(', ')}?`);
  const minutes = numberOf('minutes', values.minutes);
  return {
    kind: isKnown,
    seed: numberOf('seed', values.seed) ?? Date.now() % 1_000_000_000,
    casesMax: numberOf('cases', values.cases) ?? (minutes === undefined ? CASES : CASES_MAX),
    minutesMax: minutes ?? MINUTES_MAX,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { cases: text, minutes: text, seed: text },
    });
  } catch (error) {
    throw new FuzzMisuse((error as Error).message);
  }
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new FuzzMisuse(`--${name} must be a number above 0`);
  return value;
}
