import { runJest, tallyOf } from '../../test/jest.ts';
import { told } from '../../test/tally.ts';
import { outcome, type SpecScenario } from '../scenario/scenario.ts';
import type { Verdict } from './verdict.ts';

/** Specs tell their failures themselves. */
export function runSpecs(scenario: SpecScenario, seed: number): Verdict {
  const startedAt = performance.now();
  const project = projectOf(scenario.specs[0]!);
  const tally = tallyOf(project, runJest(project, scenario.specs));
  const verdict = outcome(`${told(tally)} in ${scenario.specs.join(', ')}`, [
    [tally.failed > 0, `${tally.failed} tests failed`],
    [tally.skipped > 0, `${tally.skipped} tests were left out`],
    [tally.passed === 0, 'no test was run'],
  ]);
  return { scenario, seed, outcome: verdict, seconds: (performance.now() - startedAt) / 1000 };
}

/** `x.db-spec.ts` belongs to Jest's project `db`, `x.spec.ts` to `pure`. */
function projectOf(spec: string): string {
  return /\.(\w+)-spec\.ts$/.exec(spec)?.[1] ?? 'pure';
}
