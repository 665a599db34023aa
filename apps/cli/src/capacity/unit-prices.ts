import { z } from 'zod';
import type { PartPlan } from './part-plan.js';
import { dailyOf, type Workload } from './workload.js';

/** A month, in one currency. The defaults are round figures of large clouds: give your own. */
export const unitPricesSchema = z
  .strictObject({
    coreMonth: z.number().nonnegative().default(25),
    memoryGibMonth: z.number().nonnegative().default(3.5),
    diskGbMonth: z.number().nonnegative().default(0.1),
    trafficGb: z.number().nonnegative().default(0.05),
    /** What a commitment takes off cores and memory: 0.4 is 40 % less. */
    reservedDiscount: z.number().min(0).max(1).default(0),
    /** What statistics cost less on machines that may be taken away. */
    spotDiscount: z.number().min(0).max(1).default(0),
  })
  .readonly();

export type UnitPrices = z.infer<typeof unitPricesSchema>;

export const usualPrices: UnitPrices = unitPricesSchema.parse({});

export interface Cost {
  readonly compute: number;
  readonly storage: number;
  readonly traffic: number;
  readonly total: number;
  readonly perMillionRedirects: number;
}

const DAYS_A_MONTH = 30;

/** A redirect with its head, as it leaves the gateway. */
const REDIRECT_BYTES = 600;

const ON_SPOT = 'stats';

export function monthlyCost(
  parts: readonly PartPlan[],
  { averagePerSecond }: Workload,
  prices: UnitPrices,
): Cost {
  const redirects = dailyOf(averagePerSecond) * DAYS_A_MONTH;
  const compute = sum(parts, (part) => computeOf(part, prices));
  const storage = sum(parts, ({ count, diskGb }) => count * diskGb * prices.diskGbMonth);
  const traffic = ((redirects * REDIRECT_BYTES) / 1e9) * prices.trafficGb;
  const total = compute + storage + traffic;
  return { compute, storage, traffic, total, perMillionRedirects: total / (redirects / 1e6) };
}

function computeOf({ part, count, cores, memoryGib }: PartPlan, prices: UnitPrices): number {
  const discount = part === ON_SPOT ? prices.spotDiscount : prices.reservedDiscount;
  const list = cores * prices.coreMonth + memoryGib * prices.memoryGibMonth;
  return count * list * (1 - discount);
}

function sum<Row>(rows: readonly Row[], valueOf: (row: Row) => number): number {
  return rows.reduce((total, row) => total + valueOf(row), 0);
}
