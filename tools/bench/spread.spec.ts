import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spreadOf } from './spread.ts';

test('a median lies in the middle, whatever the order', () => {
  expect(spreadOf([9, 1, 2])).toEqual({ median: 2, min: 1, max: 9 });
  expect(spreadOf([4, 1, 2, 9])).toEqual({ median: 3, min: 1, max: 9 });
  const numbers = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (values) => {
      const { median, min, max } = spreadOf(values);
      const below = values.filter((value) => value < median).length;
      const above = values.filter((value) => value > median).length;
      return min <= median && median <= max && below <= values.length / 2 && above <= values.length / 2;
    }),
  );
});

test('nothing has no middle', () => {
  expect(spreadOf([]).median).toBeNaN();
});
