import { expect, test } from '@jest/globals';
import type { NodeStatus } from './node-status.ts';
import { standIn } from './redis-stand.ts';
import { lagText, statusTable } from './table.ts';

const primary: NodeStatus = {
  name: 'shard-0-primary',
  role: 'primary',
  port: 25_060,
  proxiedPort: 25_260,
  pid: 4_711,
  state: 'up',
  lag: null,
  memoryBytes: 13_631_488,
  fault: 'delay=200',
  note: null,
};

const replica: NodeStatus = {
  ...primary,
  name: 'shard-0-replica-0',
  role: 'replica',
  port: 25_061,
  proxiedPort: null,
  pid: 12,
  lag: { bytes: 24, ms: 310.4 },
  fault: null,
  note: 'replay paused',
};

const dead: NodeStatus = {
  ...primary,
  name: 'create',
  pid: null,
  state: 'dead',
  memoryBytes: 0,
  fault: 'off',
};

test('columns line up, numbers at the right, and the total comes last', () => {
  expect(statusTable([primary, replica, dead])).toBe(
    [
      'name               role              port   pid  state  lag            memory',
      'shard-0-primary    primary  25260 > 25060  4711  up     -             13.0 MB  fault: delay=200',
      'shard-0-replica-0  replica          25061    12  up     24 B, 310 ms  13.0 MB  replay paused',
      'create             primary  25260 > 25060     -  dead   -                   -',
      '3 nodes                                          2 up                 26.0 MB',
      '',
    ].join('\n'),
  );
});

test.each([
  [null, '-'],
  [{ bytes: 0, ms: 0 }, '0 B, 0 ms'],
  [{ bytes: 512, ms: null }, '512 B'],
  [{ bytes: 3_145_728, ms: 1_234.5 }, '3.0 MB, 1235 ms'],
])('a lag of %j is told as %s', (lag, text) => expect(lagText(lag)).toBe(text));

test('a Redis node tells how it stands', () => {
  const info = (...fields: [string, string][]) => new Map(fields);
  expect(standIn(info(['role', 'master'], ['master_repl_offset', '70']))).toEqual({
    role: 'master',
    isLinked: true,
    offset: 70,
    masterPort: undefined,
  });
  expect(
    standIn(
      info(
        ['role', 'slave'],
        ['master_link_status', 'down'],
        ['slave_repl_offset', '42'],
        ['master_port', '25100'],
      ),
    ),
  ).toEqual({ role: 'replica', isLinked: false, offset: 42, masterPort: 25_100 });
});
