import { describe, expect, it } from '@jest/globals';
import { enoughAfterSeconds, hpaReport, unservedShare } from './hpa-report.ts';
import { lookupHpa, SCENARIOS, simulated } from './hpa-scenarios.ts';
import { simulate } from './simulation.ts';

const [measured, , planned] = SCENARIOS.map((scenario) => simulated(scenario));
const most = (samples: readonly { readonly pods: number }[]): number =>
  Math.max(...samples.map(({ pods }) => pods));

describe('the step from 1,157 to 10,000 redirects a second', () => {
  it('is served by the least of pods at what a redirect was measured to cost', () => {
    expect([most(measured!), unservedShare(measured!)]).toEqual([5, 0]);
  });

  it('needs more pods within a minute and a half where a pod serves 1,000, and gives them back', () => {
    expect(most(planned!)).toBeGreaterThanOrEqual(20);
    expect(enoughAfterSeconds(planned!)).toBeLessThanOrEqual(90);
    expect(planned!.at(-1)!.pods).toBeLessThan(most(planned!) / 2);
  });

  it('is reported with a line for each scenario', () => {
    for (const { name } of SCENARIOS) expect(hpaReport()).toContain(name);
  });
});

describe('memory that does not fall when pods are added', () => {
  const quiet = { hpa: lookupHpa(), seconds: 1800, loadAt: () => 100 };
  const { figures } = SCENARIOS[0]!;

  it('never scales lookup, however full its heap', () => {
    expect(most(simulate({ ...quiet, figures }))).toBe(5);
  });

  it('would keep every pod there ever was, were the request near a full heap', () => {
    const grown = simulate({
      ...quiet,
      figures: { ...figures, redirectMicros: 1000, memoryRequestedMib: 512 },
      loadAt: (second) => (second < 120 ? 10_000 : 100),
    });
    expect(grown.at(-1)!.pods).toBe(most(grown));
  });

  it('would drive it to the most of pods, were the request near what an idle process holds', () => {
    const tight = { ...figures, memoryMib: 170, memoryRequestedMib: 185 };
    expect(most(simulate({ ...quiet, figures: tight }))).toBe(50);
  });
});
