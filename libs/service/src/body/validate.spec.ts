import { describe, expect, it } from '@jest/globals';
import { Problem } from '@fleetlink/problem';
import { z } from 'zod';
import { jsonPointer } from './json-pointer.js';
import { SchemaPipe } from './schema.pipe.js';
import { validateBody } from './validate.js';

const schema = z.strictObject({
  url: z.string().max(9),
  tags: z.array(z.strictObject({ 'a/b': z.string() })).optional(),
  status: z.literal([301, 302]).optional(),
  at: z.iso.datetime().optional(),
  alias: z
    .string()
    .refine((text) => text !== 'api', {
      error: 'This alias is reserved.',
      params: { rule: 'alias/reserved' },
    })
    .optional(),
  either: z.union([z.string(), z.null()]).optional(),
});

function faultsOf(value: unknown): string[] {
  try {
    validateBody(schema, value);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid', code: 'request/invalid' });
    return (error as Problem).errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
}

describe('validateBody', () => {
  it('returns the typed value', () => {
    expect(validateBody(schema, { url: 'x' })).toEqual({ url: 'x' });
  });

  it.each([
    [undefined, [' required']],
    [null, [' type']],
    [[], [' type']],
    [{}, ['/url required']],
    [{ url: ['x'] }, ['/url type']],
    [{ url: 'x'.repeat(10) }, ['/url max']],
    [{ url: 'x', clicks: 1, ownerId: 2 }, ['/clicks unknown', '/ownerId unknown']],
    [{ url: 'x', tags: [{ 'a/b': '1' }, { 'a/b': 1 }] }, ['/tags/1/a~1b type']],
    [{ url: 'x', tags: [{ 'a/b': '1', '~': 1 }] }, ['/tags/0/~0 unknown']],
    [{ url: 'x', status: 303 }, ['/status value']],
    [{ url: 'x', at: 'noon' }, ['/at format']],
    [{ url: 'x', alias: 'api' }, ['/alias alias/reserved']],
    [{ url: 'x', either: 1 }, ['/either type']],
    [{ url: 1, status: 2, at: 3 }, ['/url type', '/status value', '/at type']],
  ])('finds the faults of %j', (value, faults) => {
    expect(faultsOf(value)).toEqual(faults);
  });

  it('reports a bounded number of faults', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, 1]));
    expect(faultsOf({ url: 'x', ...many })).toHaveLength(20);
  });
});

describe('SchemaPipe', () => {
  it('places the faults of queries and parameters in their own way', () => {
    const pipe = new SchemaPipe(schema);
    const pointerOf = (type: 'query' | 'param' | 'body') => {
      try {
        pipe.transform({ url: 1 }, { type });
      } catch (error) {
        return (error as Problem).errors[0]?.pointer;
      }
    };
    expect([pointerOf('query'), pointerOf('param'), pointerOf('body')]).toEqual(['?url', ':url', '/url']);
  });

  it('refuses a schema that would drop unknown fields in silence', () => {
    expect(() => new SchemaPipe(z.object({}))).toThrow('strictObject');
  });
});

describe('jsonPointer', () => {
  it('escapes as RFC 6901 section 5 shows', () => {
    expect([[], ['foo', 0], [''], ['a/b'], ['m~n'], [' ']].map(jsonPointer)).toEqual([
      '',
      '/foo/0',
      '/',
      '/a~1b',
      '/m~0n',
      '/ ',
    ]);
  });
});
