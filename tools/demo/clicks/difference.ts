import { DIMENSIONS, type Dimension, type Tally } from './click-tally.ts';

export interface Difference {
  readonly dimension: Dimension;
  readonly value: string;
  readonly expected: number;
  readonly counted: number;
}

/** Every value whose count is not the expected one, also those that one side does not know. */
export function differencesOf(expected: Tally, counted: Tally): Difference[] {
  return DIMENSIONS.flatMap((dimension) => {
    const values = new Set([...expected[dimension].keys(), ...counted[dimension].keys()]);
    return [...values]
      .map((value) => ({
        dimension,
        value,
        expected: expected[dimension].get(value) ?? 0,
        counted: counted[dimension].get(value) ?? 0,
      }))
      .filter((one) => one.expected !== one.counted);
  });
}

/** `737 codes, 72 countries, 153 referrer hosts, 2 hours, 70 languages: 0 differences`. */
export function comparison(expected: Tally, differences: readonly Difference[]): string {
  const extents = DIMENSIONS.map((dimension) => `${expected[dimension].size} ${dimension}`);
  const found = `${differences.length} difference${differences.length === 1 ? '' : 's'}`;
  return `${extents.join(', ')}: ${found}`;
}
