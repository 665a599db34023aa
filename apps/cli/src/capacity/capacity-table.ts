import { counted, countText } from '../terminal/quantity.js';
import { tableLines, type Column } from '../terminal/table.js';
import type { Paint } from '../terminal/terminal.js';
import type { CapacityPlan } from './capacity-plan.js';
import type { PartPlan } from './part-plan.js';

const columns: readonly Column<PartPlan>[] = [
  { title: 'part', cell: ({ part }) => part },
  { title: 'count', cell: ({ count }) => countText(count), align: 'right' },
  { title: 'cores', cell: ({ cores }) => countText(cores), align: 'right' },
  { title: 'GiB', cell: ({ memoryGib }) => String(memoryGib), align: 'right' },
  { title: 'disk GB', cell: ({ diskGb }) => countText(diskGb), align: 'right' },
  { title: 'because of', cell: ({ because }) => because },
];

/** Cores, memory and disk are those of each. */
export function capacityLines(plans: readonly CapacityPlan[], paint: Paint): string[] {
  return plans.flatMap((plan, index) => [
    ...(index === 0 ? [] : ['']),
    paint('bold', titleOf(plan)),
    ...tableLines(columns, plan.parts, paint),
    ...summaryOf(plan),
  ]);
}

export function titleOf({ workload }: CapacityPlan): string {
  const { name, peakPerSecond, averagePerSecond, links } = workload;
  const perDay = countText(averagePerSecond * 86_400);
  return `${name}: ${countText(peakPerSecond)} redirects/s, ${perDay} a day, ${countText(links)} links`;
}

export function summaryOf({ connections, needsPooler, cost, warnings }: CapacityPlan): string[] {
  const { compute, storage, traffic, total, perMillionRedirects } = cost;
  return [
    `${counted(connections, 'connection')} to each primary${needsPooler ? ': PgBouncer between' : ''}`,
    `${countText(total)} a month: compute ${countText(compute)}, storage ${countText(storage)}, traffic ${countText(traffic)}; ` +
      `${perMillionRedirects.toFixed(2)} for a million redirects`,
    ...warnings,
  ];
}
