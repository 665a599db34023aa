import { describe, expect, it, test } from '@jest/globals';
import { ROOT } from '../../rig/record/rig-folder.ts';
import { SCENARIOS } from '../scenarios.ts';
import { allMutants, mutantIn, mutated } from './mutant.ts';

const mutants = allMutants();

describe.each(mutants)('$name', (mutant) => {
  it('still applies', () => {
    expect(mutated(mutant, ROOT).size).toBeGreaterThan(0);
  });

  it('says what it breaks, and names a scenario that there is', () => {
    expect(mutant.meaning).toMatch(/^[A-Z].*\.$/s);
    expect(SCENARIOS.map(({ id }) => id)).toContain(mutant.scenarioId);
  });
});

test('a patch of lines that are gone is refused', () => {
  const text =
    'Nonsense.\n\n--- a/package.json\n+++ b/package.json\n@@ -1,1 +1,1 @@\n-no such line\n+another\n';
  expect(() => mutated(mutantIn('b5-nonsense', text), ROOT)).toThrow(
    'mutants/b5-nonsense.patch no longer applies to package.json',
  );
});
