import { counted, countText, estimateText, momentText, sizeText, UNKNOWN } from '../terminal/quantity.js';
import { tableLines, type Column } from '../terminal/table.js';
import type { Paint, Style } from '../terminal/terminal.js';
import type { Partition } from './partition-list.js';

const styles: Readonly<Record<Partition['state'], Style>> = {
  attached: 'green',
  detaching: 'yellow',
  detached: 'yellow',
  archived: 'dim',
};

const columns: readonly Column<Partition>[] = [
  { title: 'database', cell: ({ database }) => database },
  { title: 'partition', cell: ({ table }) => table },
  { title: 'period', cell: ({ period }) => period ?? UNKNOWN },
  { title: 'from', cell: ({ from }) => dateText(from) },
  { title: 'to', cell: ({ to }) => dateText(to) },
  { title: 'rows', cell: ({ rowEstimate }) => estimateText(rowEstimate), align: 'right' },
  { title: 'size', cell: ({ sizeBytes }) => sizeText(sizeBytes), align: 'right' },
  { title: 'fillfactor', cell: ({ fillfactor }) => countText(fillfactor), align: 'right' },
  { title: 'state', cell: ({ state }) => ({ text: state, style: styles[state] }) },
];

export function partitionTable(partitions: readonly Partition[], paint: Paint): string[] {
  return tableLines(columns, partitions, paint);
}

/** Only where every database answered is it known that there are none. */
export function partitionRemarks(partitions: readonly Partition[], faultCount: number): string[] {
  const databases = new Set(partitions.map(({ database }) => database));
  const total = `${counted(partitions.length, 'partition')} in ${counted(databases.size, 'database')}`;
  const areNone = partitions.length === 0 && faultCount === 0;
  return areNone ? ['No partitions yet: make them with npx fleetlink partitions ensure.'] : [total];
}

function dateText(time: string | null): string {
  return momentText(time === null ? null : Date.parse(time));
}
