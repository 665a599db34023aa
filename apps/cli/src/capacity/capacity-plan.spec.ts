import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { concurrentUsers, planOf } from './capacity-plan.js';
import type { PartPlan } from './part-plan.js';
import { policies, unitFigures } from './unit-figures.js';
import { unitPricesSchema, usualPrices } from './unit-prices.js';
import { ladder, scenarios, workloadOf } from './workload.js';

const counts = (parts: readonly PartPlan[]): Record<string, number> =>
  Object.fromEntries(parts.map(({ part, count }) => [part, count]));

const planned = (perSecond: number, more = {}) =>
  planOf({ ...workloadOf({ perSecond }), ...more }, usualPrices);

describe('the scenarios', () => {
  it('are those of the plan', () => {
    const rates = scenarios.map(({ peakPerSecond, averagePerSecond }) => [peakPerSecond, averagePerSecond]);
    expect(rates).toEqual([
      [1157, 1157],
      [10_000, 1157],
      [99_537, 99_537],
    ]);
  });

  it('need the least number of everything until something asks for more', () => {
    expect(counts(planOf(scenarios[0]!, usualPrices).parts)).toEqual({
      gateway: 3,
      lookup: 5,
      create: 3,
      stats: 3,
      'shard primaries': 4,
      'shard replicas': 12,
      catalog: 3,
      statistics: 3,
      'Redis "cache"': 6,
      'Redis "state"': 6,
    });
  });

  it('grow with the load, and never shrink', () => {
    const all = ladder.map((workload) => counts(planOf(workload, usualPrices).parts));
    for (const [index, step] of all.entries())
      for (const [part, count] of Object.entries(step))
        expect(count).toBeGreaterThanOrEqual(all[index - 1]?.[part] ?? 0);
  });
});

describe('planOf', () => {
  it('has as many lookups as the CPU of the redirects asks for', () => {
    const micros = unitFigures.redirectMicros * policies.allowance;
    const wanted = Math.ceil((200_000 * micros) / 1e6 / policies.utilisation);
    expect(counts(planned(200_000).parts)).toMatchObject({ lookup: wanted });
  });

  it('splits shards for storage, and says so', () => {
    const { parts, warnings } = planned(1000, { links: 10e9 });
    const shards = Math.ceil((10e9 * unitFigures.linkBytes) / policies.shardBytesMax);
    expect(parts.find(({ part }) => part === 'shard primaries')).toMatchObject({
      count: shards,
      because: 'storage',
    });
    expect(warnings.join()).toContain(`${shards} shards`);
  });

  it('adds replicas where the tiers above answer little', () => {
    const { parts } = planned(100_000, { l1Share: 0.2, l2Share: 0.1 });
    expect(parts.find(({ part }) => part === 'shard replicas')).toMatchObject({ because: 'reads' });
  });

  it('asks for a pooler when the processes hold more connections than a primary takes', () => {
    expect(planned(10_000).needsPooler).toBe(false);
    expect(planned(1_000_000).needsPooler).toBe(true);
  });

  it('adds the cost up, and takes discounts off compute alone', () => {
    const workload = scenarios[1]!;
    const { cost } = planOf(workload, usualPrices);
    expect(cost.total).toBeCloseTo(cost.compute + cost.storage + cost.traffic);
    expect(cost.perMillionRedirects).toBeCloseTo(
      cost.total / ((workload.averagePerSecond * 86_400 * 30) / 1e6),
    );
    const prices = unitPricesSchema.parse({ reservedDiscount: 0.4, spotDiscount: 0.4 });
    const reserved = planOf(workload, prices).cost;
    expect(reserved).toMatchObject({ storage: cost.storage, traffic: cost.traffic });
    expect(reserved.compute).toBeCloseTo(cost.compute * 0.6);
  });
});

it.each([
  [10, 10_000],
  [20, 20_000],
  [30, 30_000],
])('a pool of 100 with 10 users a connection and %d processes carries %d users', (processes, users) => {
  expect(concurrentUsers(100, 10, processes)).toBe(users);
});

/** A figure may be a fifth off the page, as one run is from another. */
const TOLERANCE = 0.2;

it.each([
  ['redirectMicros', 'redirect', 'lookup, lane http', 5],
  ['clicksPerSecond', 'bus', 'one stream, end to end', 2],
  ['clickDatabaseMicros', 'bus', 'one stream, end to end', 6],
  ['readsPerSecond', 'l3', 'one each, at the leaf', 3],
  ['cacheReadsPerSecond', 'l2', 'store, L2 hit', 2],
] as const)('%s is what docs/performance.md says', (name, bench, row, column) => {
  const page = readFileSync(new URL('../../../../docs/performance.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split(`### ${bench}\n`);
  const line = section.split('\n').find((text) => text.startsWith(`| ${row} `))!;
  const measured = Number(line.split('|')[column]!.replaceAll(',', ''));
  expect(Math.abs(unitFigures[name] / measured - 1)).toBeLessThan(TOLERANCE);
});
