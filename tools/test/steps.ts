/** What npm test does, in this order. A step prints its own progress and returns what it counted. */
import { failedTargets, PURE_TESTS, TARGETS } from '../check/targets.ts';
import { SCENARIOS } from '../faults/scenarios.ts';
import { whyNoPrograms } from '../rig/program/programs.ts';
import { failuresOf, runJest, tallyOf } from './jest.ts';
import { succeeds } from './program.ts';
import { forgetTally, readTally } from './tally.file.ts';
import { NOTHING, one, sum, type Tally } from './tally.ts';

const RIG_NEEDS = { isEmbedded: false, hasNginx: true, hasPgbouncer: false };

export interface Step {
  readonly name: string;
  readonly run: () => Tally;
  /** What failed in it, to be told again at the end; a step without it has said so in its last lines. */
  readonly failures?: () => string[];
}

export const STEPS: readonly Step[] = [
  { name: 'build', run: build },
  { name: 'checks', run: checks },
  { name: 'pure', run: pure, failures: () => failuresOf('pure') },
  jestStep('db'),
  jestStep('e2e'),
  { name: 'deploy', run: () => counted('deploy', 'tools/deploy/deploy.ts') },
  { name: 'faults', run: faults },
  { name: 'fuzz', run: () => counted('fuzz', 'tools/fuzz/fuzz.ts', 'gate') },
  // The image that has the most in it; `npm run images` builds all.
  { name: 'images', run: () => counted('images', 'tools/images/images.ts', 'standalone') },
];

/** The e2e tests start what is in dist. A build is no test; a broken one is a failure. */
function build(): Tally {
  return succeeds('tsc', ['-b']) ? NOTHING : one(false);
}

/** Each check counts as one test. */
function checks(): Tally {
  const targets = Object.keys(TARGETS).filter((target) => target !== PURE_TESTS);
  const failed = failedTargets(targets);
  return sum(targets.map((target) => one(!failed.includes(target))));
}

/** The pure tests are a check too, so their counts may come from the cache. */
function pure(): Tally {
  const isPassed = failedTargets([PURE_TESTS]).length === 0;
  return tallyOf('pure', isPassed);
}

/** Promises that are tried on a rig: each scenario counts as one test. */
function faults(): Tally {
  const reason = whyNoPrograms(RIG_NEEDS);
  if (reason === undefined) return counted('faults', 'tools/faults/faults.ts', 'gate', '--no-build');
  process.stdout.write(`skipped: ${reason}\n`);
  return { ...NOTHING, skipped: SCENARIOS.filter(({ isGate }) => isGate).length };
}

/** A project of Jest, under its name. */
function jestStep(name: string): Step {
  return { name, run: () => tallyOf(name, runJest(name)), failures: () => failuresOf(name) };
}

/** A program that leaves its own counts under the name of the step. */
function counted(name: string, ...program: string[]): Tally {
  forgetTally(name);
  const isPassed = succeeds('node', program);
  const tally = readTally(name);
  return !isPassed && tally.failed === 0 ? one(false) : tally;
}
