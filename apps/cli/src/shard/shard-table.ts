import { SLOT_COUNT } from '@fleetlink/code';
import { counted, countText, estimateText, sizeText, UNKNOWN } from '../terminal/quantity.js';
import { tableLines, type Column } from '../terminal/table.js';
import type { Paint } from '../terminal/terminal.js';
import type { ShardState } from './shard-state.js';

const columns: readonly Column<ShardState>[] = [
  { title: 'shard', cell: ({ shard }) => shard },
  {
    title: 'state',
    cell: ({ state, reason }) =>
      state === 'reachable' ? { text: state, style: 'green' } : { text: `${state}: ${reason}`, style: 'red' },
  },
  { title: 'slots', cell: rangesText },
  { title: 'count', cell: ({ slotCount }) => countText(slotCount), align: 'right' },
  { title: 'epoch', cell: ({ ranges }) => epochsText(ranges), align: 'right' },
  { title: 'size', cell: ({ sizeBytes }) => sizeText(sizeBytes), align: 'right' },
  { title: 'links', cell: ({ linkEstimate }) => estimateText(linkEstimate), align: 'right' },
  { title: 'leaves', cell: ({ leafCount }) => countText(leafCount), align: 'right' },
];

export function shardTable(states: readonly ShardState[], paint: Paint): string[] {
  return tableLines(columns, states, paint);
}

/** The fleet in one line, and what is wrong with its slots. */
export function shardRemarks(states: readonly ShardState[], unownedSlots: number): string[] {
  const reachable = states.filter(({ state }) => state === 'reachable').length;
  const owned = `${countText(SLOT_COUNT - unownedSlots)} of ${countText(SLOT_COUNT)} slots owned`;
  const total = `${counted(states.length, 'shard')}, ${reachable} reachable, ${owned}`;
  return unownedSlots === 0 ? [total] : [total, unownedRemark(states, unownedSlots)];
}

function unownedRemark(states: readonly ShardState[], unownedSlots: number): string {
  const names = `Names in ${counted(unownedSlots, 'slot')} cannot be served`;
  return states.some(({ state }) => state !== 'reachable')
    ? `${names} until every shard is reachable again.`
    : `${names}: nobody owns them. On a new fleet, run npx fleetlink migrate.`;
}

function rangesText({ ranges, rangesFrom }: ShardState): string {
  if (ranges.length === 0) return UNKNOWN;
  const list = ranges.map(({ firstSlot, lastSlot }) => `${firstSlot}-${lastSlot}`).join(' ');
  return rangesFrom === 'shard' ? list : `${list} (last known)`;
}

function epochsText(ranges: ShardState['ranges']): string {
  return [...new Set(ranges.map(({ epoch }) => epoch))].join(' ') || UNKNOWN;
}
