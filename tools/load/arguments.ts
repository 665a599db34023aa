/** What the command line asks for. */
import { PROFILES } from '../../load-tests/profiles.ts';
import { CommandLine } from '../demo/command-line.ts';

const line = new CommandLine('npm run load -- --help');

const SCALE_MIN = 0.001;
const SCALE_MAX = 100;

export interface LoadPlan {
  readonly kind: 'run';
  readonly profile: string;
  readonly scale: number;
  readonly place: Place;
}

/** Where the load goes. */
export type Place = { readonly kind: 'standalone' | 'rig' } | GivenTarget;

export interface GivenTarget {
  readonly kind: 'target';
  readonly url: string;
  readonly key: string | undefined;
  /** Management ports of its lookup processes. */
  readonly lookups: readonly string[];
}

const OPTIONS = {
  scale: { type: 'string' },
  target: { type: 'string' },
  key: { type: 'string' },
  lookup: { type: 'string', multiple: true },
  rig: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws {DemoFault} for everything that cannot be meant. */
export function planOf(args: readonly string[]): LoadPlan | { readonly kind: 'help' } {
  const { values, positionals } = line.parsed(args, OPTIONS);
  if (values.help) return { kind: 'help' };
  const [profile = 'smoke', second] = positionals;
  if (second !== undefined) throw line.misuse(`one profile at a time; ${second} is too many`);
  if (!Object.hasOwn(PROFILES, profile))
    throw line.misuse(`no profile is called ${profile}; there are ${Object.keys(PROFILES).join(', ')}`);
  return { kind: 'run', profile, scale: scaleOf(values.scale), place: placeOf(values) };
}

type Values = ReturnType<typeof line.parsed<typeof OPTIONS>>['values'];

function scaleOf(text = '1'): number {
  const scale = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || scale < SCALE_MIN || scale > SCALE_MAX)
    throw line.misuse(`--scale is a number from ${SCALE_MIN} to ${SCALE_MAX}, not ${text}`);
  return scale;
}

function placeOf({ target, key, lookup = [], rig = false }: Values): Place {
  if (target === undefined) {
    if (key !== undefined || lookup.length > 0) throw line.misuse('--key and --lookup belong to a --target');
    return { kind: rig ? 'rig' : 'standalone' };
  }
  if (rig) throw line.misuse('--rig starts a target of its own, so it takes no --target');
  return {
    kind: 'target',
    url: line.webUrl('--target', target),
    key,
    lookups: lookup.map((url) => line.webUrl('--lookup', url)),
  };
}
