import { describe, expect, it } from '@jest/globals';
import { checkTable, tallyOfRows } from './check-table.ts';

const rows = [
  { name: 'pods', objects: 96, faults: [] },
  { name: 'redis', objects: 4, faults: ['overlays/prod: RedisCluster/x: wants three leaders'] },
  { name: 'rendered', objects: 0, faults: [], skipped: 'kubectl is not installed' },
];

describe('the table of checks', () => {
  it('has a line for each check, then the faults', () => {
    expect(checkTable(rows)).toBe(
      [
        'check     objects  verdict',
        'pods           96  ok',
        'redis           4  1 fault',
        'rendered        0  skipped: kubectl is not installed',
        '',
        'redis: overlays/prod: RedisCluster/x: wants three leaders',
        '',
      ].join('\n'),
    );
  });

  it('counts a check as one test', () => {
    expect(tallyOfRows(rows)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it('lets no reason to skip hide a fault', () => {
    const skipped = { name: 'x', objects: 1, faults: ['amiss'], skipped: 'half of it' };
    expect(tallyOfRows([skipped])).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
