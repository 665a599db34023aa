import { composeId, standardLayout } from '@fleetlink/code';
import { expect, test } from '@jest/globals';
import { plain } from '../terminal/terminal.js';
import { partitionOf } from './partition-list.js';
import type { PartitionRow } from './partition-rows.store.js';
import { partitionRemarks, partitionTable } from './partition-table.js';

const idAt = (year: number, month: number) =>
  composeId(standardLayout, { timeMs: Date.UTC(year, month), worker: 0, sequence: 0 });

const leaf: PartitionRow = {
  parent: 'link',
  table: 'link_2026_11',
  state: 'attached',
  bound: `FOR VALUES FROM ('${idAt(2026, 10)}') TO ('${idAt(2026, 11)}')`,
  rowEstimate: 12_345,
  sizeBytes: 65_536,
  fillfactor: 90,
};

test('a leaf is listed with its month, and with its bounds as dates', () => {
  const rows = [
    partitionOf('shard-0', leaf, standardLayout),
    partitionOf(
      'shard-0',
      { ...leaf, table: 'link_2026_02', state: 'detached', bound: null },
      standardLayout,
    ),
    partitionOf(
      'stats',
      {
        ...leaf,
        parent: 'click',
        table: 'click_20261122',
        bound: `FOR VALUES FROM ('2026-11-22 00:00:00+00') TO ('2026-11-23 00:00:00+00')`,
      },
      standardLayout,
    ),
  ];
  expect(partitionTable(rows, plain)).toEqual([
    'database  partition       period      from        to             rows    size  fillfactor  state',
    'shard-0   link_2026_11    2026-11     2026-11-01  2026-12-01  ~12,345  64 KiB          90  attached',
    'shard-0   link_2026_02    2026-02     2026-02-01  2026-03-01  ~12,345  64 KiB          90  detached',
    'stats     click_20261122  2026-11-22  2026-11-22  2026-11-23  ~12,345  64 KiB          90  attached',
  ]);
  expect(partitionRemarks(rows, 0)).toEqual(['3 partitions in 2 databases']);
});

test('programs get moments', () => {
  expect(partitionOf('shard-0', leaf, standardLayout)).toMatchObject({
    database: 'shard-0',
    period: '2026-11',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-01T00:00:00.000Z',
  });
});

test('where there are none, the table says how to make them', () => {
  expect(partitionRemarks([], 0)[0]).toContain('npx fleetlink partitions ensure');
  expect(partitionRemarks([], 1)[0]).toBe('0 partitions in 0 databases');
});
