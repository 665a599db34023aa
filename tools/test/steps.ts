/** What npm test does, in this order. A step prints its own progress and returns what it counted. */
import { rmSync } from 'node:fs';
import { failedTargets, PURE_TESTS, TARGETS } from '../check/targets.ts';
import { TALLY_FILE as IMAGES_TALLY } from '../images/tally.file.ts';
import { runJest, tallyOf } from './jest.ts';
import { succeeds } from './program.ts';
import { keptTally, NOTHING, one, sum, type Tally } from './tally.ts';

export interface Step {
  readonly name: string;
  readonly run: () => Tally;
}

export const STEPS: readonly Step[] = [
  { name: 'build', run: build },
  { name: 'checks', run: checks },
  { name: 'pure', run: pure },
  { name: 'db', run: () => jestProject('db') },
  { name: 'e2e', run: () => jestProject('e2e') },
  { name: 'images', run: images },
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

function jestProject(project: string): Tally {
  const isPassed = runJest(project);
  return tallyOf(project, isPassed);
}

/** The image that has the most in it, and a service beside it; `npm run images` builds all. */
function images(): Tally {
  rmSync(IMAGES_TALLY, { force: true });
  succeeds('node', ['tools/images/images.ts', 'standalone']);
  return keptTally(IMAGES_TALLY);
}
