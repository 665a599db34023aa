import { expect, test } from '@jest/globals';
import type { Answered } from '../fleet/shard-survey.js';
import { plain } from '../terminal/terminal.js';
import { shardStates, type ShardReading } from './shard-state.js';
import { shardRemarks, shardTable } from './shard-table.js';

const range = (shard: string, firstSlot: number, lastSlot: number, epoch = 1) => {
  return { shard, firstSlot, lastSlot, epoch };
};

const up: Answered<ShardReading> = {
  name: 'shard-0',
  value: {
    ranges: [range('shard-0', 0, 8191), range('shard-0', 12_288, 16_383, 3)],
    sizeBytes: 9_437_184,
    linkEstimate: 1234,
    leafCount: 4,
  },
};

const down: Answered<ShardReading> = {
  name: 'shard-1',
  fault: { reason: 'nothing listens at its address', mend: 'Start it.', exitCode: 3 },
};

test('a shard that is down is listed with its reason and the slots it was last known to own', () => {
  const { states, unownedSlots } = shardStates(
    [up, down],
    [range('shard-1', 8192, 12_287), range('shard-0', 0, 1)],
  );
  expect(unownedSlots).toBe(0);
  expect(shardTable(states, plain)).toEqual([
    'shard    state                                 slots                     count  epoch     size   links  leaves',
    'shard-0  reachable                             0-8191 12288-16383       12,288    1 3  9.0 MiB  ~1,234       4',
    'shard-1  down: nothing listens at its address  8192-12287 (last known)   4,096      1        -       -       -',
  ]);
  expect(shardRemarks(states, unownedSlots)).toEqual(['2 shards, 1 reachable, 16,384 of 16,384 slots owned']);
});

test('slots that nobody is known to own are told, with what helps', () => {
  const { states, unownedSlots } = shardStates([up, down], []);
  expect(unownedSlots).toBe(4096);
  expect(shardRemarks(states, unownedSlots)[1]).toBe(
    'Names in 4,096 slots cannot be served until every shard is reachable again.',
  );
  const alone = shardStates([up], []);
  expect(shardRemarks(alone.states, alone.unownedSlots)[1]).toContain('run npx fleetlink migrate');
});

test('what a shard says itself outweighs what was last known of another', () => {
  const { states } = shardStates([up, down], [range('shard-1', 8000, 12_287)]);
  expect(states.map(({ slotCount }) => slotCount)).toEqual([12_288, 4096]);
});

test('a shard that answers and cannot do its part is not called down', () => {
  const faulty = { ...down, fault: { ...down.fault, exitCode: 1 as const } };
  expect(shardStates([faulty], []).states[0]).toMatchObject({ state: 'faulty', slotCount: 0 });
});

test('a slot that two shards name while it moves counts for the higher epoch only', () => {
  const other: Answered<ShardReading> = {
    name: 'shard-1',
    value: { ...up.value, ranges: [range('shard-1', 8000, 12_287, 2)] },
  };
  const { states, unownedSlots } = shardStates([up, other], []);
  expect(states.map(({ slotCount }) => slotCount)).toEqual([12_096, 4288]);
  expect(unownedSlots).toBe(0);
});
