import { expect, test } from '@jest/globals';
import { plain } from '../terminal/terminal.js';
import { migrationLines, migrationRemarks } from './migration-lines.js';

const fresh = {
  databases: [
    { database: 'catalog', applied: ['worker-lease', 'api-key'] },
    { database: 'shard-10', applied: [] },
  ],
  slotsClaimed: true,
};

test('what was applied, database by database', () => {
  expect(migrationLines(fresh, plain)).toEqual([
    '  catalog   worker-lease, api-key',
    '  shard-10  up to date',
  ]);
  expect(migrationRemarks(fresh)).toEqual([
    'Applied 2 migrations.',
    'A new fleet: its shards were given equal ranges of slots.',
  ]);
});

test('a fleet that lacks nothing hears so', () => {
  const report = { databases: [{ database: 'stats', applied: [] }], slotsClaimed: false };
  expect(migrationRemarks(report)).toEqual(['Everything is up to date.']);
});
