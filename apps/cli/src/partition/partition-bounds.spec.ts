import { compactLayout, standardLayout } from '@fleetlink/code';
import { monthLeaf } from '@fleetlink/link';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { boundsOf, boundsOfMonth } from './partition-bounds.js';

const range = (from: unknown, to: unknown) => `FOR VALUES FROM ('${from}') TO ('${to}')`;
const november = { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 11, 1) };

describe.each([standardLayout, compactLayout])('the bounds of a leaf in the layout $name', (layout) => {
  it('are the month that its ids were minted in', () => {
    const moments = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2058, 0) });
    fc.assert(
      fc.property(moments, (timeMs) => {
        const { table, firstId, endId } = monthLeaf(layout, timeMs);
        const bounds = boundsOf(range(firstId, endId), layout);
        expect(bounds).toEqual(boundsOfMonth(table));
        expect(bounds.fromMs! <= timeMs && timeMs < bounds.toMs!).toBe(true);
      }),
    );
  });
});

test.each([
  [range('2026-11-01', '2026-12-01')],
  [range('2026-11-01 00:00:00+00', '2026-12-01 00:00:00+00')],
  [range('2026-11-01 05:30:00+05:30', '2026-11-30 19:00:00-05')],
])('days are read in the time zone of the connection: %s', (bound) => {
  expect(boundsOf(bound, standardLayout)).toEqual(november);
});

test.each(['DEFAULT', 'FOR VALUES FROM (MINVALUE) TO (MAXVALUE)', range('a', 'b'), ''])(
  'a bound that is no moment is unknown: %s',
  (bound) => {
    expect(boundsOf(bound, standardLayout)).toEqual({ fromMs: null, toMs: null });
  },
);

test('a detached leaf is known by its name', () => {
  expect(boundsOfMonth('link_2026_11')).toEqual(november);
  expect(boundsOfMonth('link')).toEqual({ fromMs: null, toMs: null });
});
