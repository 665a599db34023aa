import { describe, expect, it } from '@jest/globals';
import { namesGivenTwice } from './acknowledged.ts';

const link = (number: number) => ({ name: `n${number}`, href: `https://a.example/${number}` });

describe('namesGivenTwice', () => {
  it('names each offender once', () => {
    expect(namesGivenTwice([link(1), link(2), link(1), link(1), link(3)])).toEqual(['n1']);
    expect(namesGivenTwice([link(1), link(2)])).toEqual([]);
  });
});
