import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { RampingArrivalRateScenario, RampingVUsScenario, Scenario } from 'k6/options';
import { linksOf, optionsOf } from './options.ts';
import { PROFILES } from './profiles.ts';

const NAMES = Object.keys(PROFILES);

function scenarioOf<Kind extends Scenario>(profile: string, name: string, scale = 1): Kind {
  return optionsOf(PROFILES[profile]!, scale).scenarios![name] as Kind;
}

const redirects = (profile: string, scale?: number) =>
  scenarioOf<RampingArrivalRateScenario>(profile, 'redirect', scale);

/** Of redirects, whoever sends them. */
function redirectThresholds(profile: string): unknown {
  const { thresholds = {} } = optionsOf(PROFILES[profile]!, 1);
  return (
    thresholds['http_req_duration{scenario:redirect}'] ?? thresholds['http_req_duration{scenario:visit}']
  );
}

describe('every profile', () => {
  it('is one of the plan’s', () => {
    expect(NAMES.toSorted()).toEqual(
      ['10k', '30k', 'create', 'mixed', 'peak', 'smoke', 'soak', 'spike', 'steady'].toSorted(),
    );
  });

  it.each(NAMES)('%s has the targets of the plan', (name) => {
    expect(optionsOf(PROFILES[name]!, 1).thresholds).toMatchObject({
      http_req_failed: ['rate<0.001'],
      checks: ['rate>0.999'],
      wrong_destinations: ['count==0'],
    });
    if (name !== 'create') expect(redirectThresholds(name)).toEqual(['p(50)<10', 'p(95)<50', 'p(99)<100']);
  });

  it.each(NAMES)('%s runs functions that the script exports', (name) => {
    const script = readFileSync(join(import.meta.dirname, 'load-test.ts'), 'utf8');
    const [, exported = ''] = /export \{([^}]+)\} from '.\/deeds.ts'/.exec(script) ?? [];
    const functions = exported.split(',').map((one) => one.trim());
    const scenarios = Object.entries(optionsOf(PROFILES[name]!, 1).scenarios!);
    expect(scenarios.length).toBeGreaterThan(0);
    for (const [key, { exec }] of scenarios) {
      expect(exec).toBe(key);
      expect(functions).toContain(exec);
    }
  });

  it.each(NAMES)('%s sends at set times or is a crowd, on a tenth of it too', (name) => {
    for (const scenario of Object.values(optionsOf(PROFILES[name]!, 0.1).scenarios!)) {
      expect(['ramping-arrival-rate', 'ramping-vus']).toContain(scenario.executor);
      const { stages, preAllocatedVUs = 1, maxVUs = 1 } = scenario as RampingArrivalRateScenario;
      expect(stages.length).toBeGreaterThan(0);
      for (const { target, duration } of stages) {
        expect(Number.isInteger(target) && target > 0).toBe(true);
        expect(duration).toMatch(/^[1-9]\d*s$/);
      }
      expect(maxVUs).toBeGreaterThanOrEqual(preAllocatedVUs);
    }
  });
});

describe('the rates', () => {
  it('are 100 million redirects a day, and 10,000 a second at the peak', () => {
    expect(redirects('steady')).toMatchObject({ startRate: 1157, stages: [{ target: 1157 }] });
    expect(redirects('peak').stages.at(-1)).toEqual({ target: 10_000, duration: '120s' });
  });

  it('become ten times as many within ten seconds in a spike', () => {
    const [before, up, there] = redirects('spike').stages;
    expect(before!.target).toBe(1157);
    expect(up).toEqual({ target: 11_570, duration: '10s' });
    expect(there!.target).toBe(11_570);
  });

  it('of a mixed load add up to the average', () => {
    const loads = Object.values(optionsOf(PROFILES['mixed']!, 1).scenarios!) as RampingArrivalRateScenario[];
    expect(loads.reduce((sum, { startRate = 0 }) => sum + startRate, 0)).toBe(1157);
    expect(loads).toHaveLength(5);
  });

  it.each([
    ['10k', 10_000],
    ['30k', 30_000],
  ])('of %s are those of %d people', (name, people) => {
    const { stages } = scenarioOf<RampingVUsScenario>(name, 'visit');
    expect(stages.map(({ target }) => target)).toEqual([people, people]);
  });

  it('are scaled together with the links', () => {
    expect(redirects('peak', 0.1)).toMatchObject({
      startRate: 116,
      stages: [{ target: 1000 }, { target: 1000 }],
    });
    expect(linksOf(PROFILES['peak']!, 0.1)).toBe(1000);
    expect(linksOf(PROFILES['create']!, 1)).toBe(0);
  });
});

it('counts what could not be sent in time as errors', () => {
  const thresholds = (scale: number) => optionsOf(PROFILES['steady']!, scale).thresholds;
  expect(thresholds(1)).toMatchObject({ dropped_iterations: ['count<=347'] });
  expect(thresholds(0.1)).toMatchObject({ dropped_iterations: ['count<=34'] });
});
