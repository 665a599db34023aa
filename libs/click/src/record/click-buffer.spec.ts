import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clickFacts } from '../testing/click.factory.js';
import { ClickBuffer } from './click-buffer.js';

describe('the buffer', () => {
  it('behaves as a bounded queue, whatever the order of pushes and takes', () => {
    const step = fc.oneof(fc.constant('push' as const), fc.nat(6));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (steps, sizeMax) => {
        const buffer = new ClickBuffer(sizeMax);
        let model: unknown[] = [];
        for (const one of steps) {
          if (one === 'push') {
            const facts = clickFacts();
            expect(buffer.push(facts)).toBe(model.length < sizeMax);
            if (model.length < sizeMax) model.push(facts);
          } else {
            expect(buffer.take(one)).toEqual(model.slice(0, one));
            model = model.slice(one);
          }
          expect(buffer.size).toBe(model.length);
        }
      }),
    );
  });

  it('holds no click that was taken', () => {
    const buffer = new ClickBuffer(4);
    buffer.push(clickFacts({ name: 'gone' }));
    buffer.take(1);
    expect(JSON.stringify(buffer)).not.toContain('gone');
  });
});
