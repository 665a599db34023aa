import { runJest, tallyOf } from '../../test/jest.ts';
import { succeeds } from '../../test/program.ts';
import { sum, told } from '../../test/tally.ts';
import { outcome, type SpecScenario } from '../scenario/scenario.ts';
import type { Verdict } from './verdict.ts';

/** What a broken product has begun may never end; the counts are there. */
const AT_ONCE = '--forceExit';

/** Specs tell their failures themselves. @throws when what they need does not build. */
export function runSpecs(scenario: SpecScenario, seed: number): Verdict {
  const startedAt = performance.now();
  const byProject = Map.groupBy(scenario.specs, projectOf);
  // what e2e specs start is in dist
  const isBuilt = !byProject.has('e2e') || succeeds('tsc', ['-b']);
  if (!isBuilt) throw new Error('the build is broken');
  const tally = sum(
    [...byProject].map(([project, specs]) => tallyOf(project, runJest(project, [...specs, AT_ONCE]))),
  );
  const verdict = outcome(`${told(tally)} in ${scenario.specs.join(', ')}`, [
    [tally.failed > 0, `${tally.failed} tests failed`],
    [tally.skipped > 0, `${tally.skipped} tests were left out`],
    [tally.passed + tally.failed === 0, 'no test was run'],
  ]);
  return { scenario, seed, outcome: verdict, seconds: (performance.now() - startedAt) / 1000 };
}

/** `x.db-spec.ts` belongs to Jest's project `db`, `x.spec.ts` to `pure`. */
function projectOf(spec: string): string {
  return /\.(\w+)-spec\.ts$/.exec(spec)?.[1] ?? 'pure';
}
