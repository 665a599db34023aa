import { compactLayout, composeId, standardLayout } from '@fleetlink/code';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { monthLeaf } from './month-leaf.js';

const fromMs = Date.UTC(2026, 0, 1);
const toMs = Date.UTC(2059, 11, 31);

describe.each([standardLayout, compactLayout])('month leaves of the $name layout', (layout) => {
  it('hold every id of their month', () => {
    fc.assert(
      fc.property(fc.integer({ min: fromMs, max: toMs }), (timeMs) => {
        const leaf = monthLeaf(layout, timeMs);
        const id = composeId(layout, { timeMs, worker: 1, sequence: 1 });
        expect(id >= leaf.firstId && id < leaf.endId).toBe(true);
      }),
    );
  });

  it('follow one another without a gap, across years too', () => {
    for (let later = 0; later < 30; later += 1) {
      const [leaf, next] = [monthLeaf(layout, fromMs, later), monthLeaf(layout, fromMs, later + 1)];
      expect(next.firstId).toBe(leaf.endId);
    }
    expect(monthLeaf(layout, Date.UTC(2026, 11, 31), 1).table).toBe('link_2027_01');
  });
});
