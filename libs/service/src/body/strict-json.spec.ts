import { describe, expect, it } from '@jest/globals';
import { Problem } from '@fleetlink/problem';
import fc from 'fast-check';
import { parseStrictJson } from './strict-json.js';

function faultsOf(text: string, limits?: Parameters<typeof parseStrictJson>[1]): string[] {
  try {
    parseStrictJson(text, limits);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ kind: 'invalid', code: 'request/invalid' });
    return (error as Problem).errors.map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
}

const messageOf = (text: string) => {
  try {
    return String(parseStrictJson(text));
  } catch (error) {
    return (error as Problem).errors[0]?.message;
  }
};

/** JSON that strict parsing accepts: no prototype keys, no NUL; fast-check's objects have no duplicates. */
const acceptable = fc
  .jsonValue({ maxDepth: 6, noUnicodeString: false } as fc.JsonSharedConstraints)
  .filter((value) => {
    const text = JSON.stringify(value);
    return !/"(__proto__|constructor|prototype)":|\\u0000|\\ud[89a-f]/.test(text);
  });

describe('parseStrictJson', () => {
  it('agrees with JSON.parse where nothing is wrong', () => {
    fc.assert(
      fc.property(acceptable, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses whatever JSON.parse refuses, as a problem', () => {
    const broken = fc
      .tuple(acceptable, fc.nat(), fc.constantFrom('{', '"', ']', ',', 'x', '\\', ''))
      .map(([value, at, junk]) => {
        const text = JSON.stringify(value);
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + junk + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(broken, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(faultsOf(text)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a duplicate key wherever it is, however it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 4 }), fc.string(), (path, key) => {
        fc.pre(![...path, key].some((step) => /^(__proto__|constructor|prototype)$/.test(step)));
        const name = JSON.stringify(key);
        const inner = `{${name}:1, "other":[{${name}:2}],${name}:3}`;
        const text = path.reduceRight((nested, step) => `{${JSON.stringify(step)}:[0,${nested}]}`, inner);
        expect(faultsOf(text)).toHaveLength(1);
      }),
    );
    expect(faultsOf('{"a":{"b/~":[{},{"x":1,"\\u0078":2}]}}')).toEqual(['/a/b~1~0/1/x duplicate']);
    expect(faultsOf('[{"a":1},{"a":1},"a","a"]')).toEqual([]);
    expect(faultsOf('{"a":"b","b":"a","c":{"a":1}}')).toEqual([]);
  });

  it('refuses keys that name a prototype, and pollutes nothing', () => {
    expect(faultsOf('{"__proto__":{"bad":1}}')).toEqual(['/__proto__ unknown']);
    expect(faultsOf('{"a":[{"\\u005f_proto__":1}]}')).toEqual(['/a/0/__proto__ unknown']);
    expect(faultsOf('{"constructor":{"prototype":{"bad":1}}}')).toEqual([
      '/constructor unknown',
      '/constructor/prototype unknown',
    ]);
    expect(faultsOf('["__proto__"]')).toEqual([]);
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  it('refuses NUL and halves of surrogate pairs, in values and keys', () => {
    expect(faultsOf('{"a":"x\\u0000"}')).toEqual(['/a text']);
    expect(faultsOf('["\\ud83d","\\ud83d\\ude00","\\\\ud83d"]')).toEqual(['/0 text']);
    expect(faultsOf('{"\\udc00":1}')).toHaveLength(1);
    expect(faultsOf('["\ud83d"]')).toEqual([' text']);
    expect(faultsOf('["😀"]')).toEqual([]);
  });

  it('bounds depth at the limit, without trusting the rest of the text', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(faultsOf(nested(16))).toEqual([]);
    expect(faultsOf(nested(17))[0]).toMatch(/ depth$/);
    expect(faultsOf('['.repeat(1_000_000))[0]).toMatch(/ depth$/);
    expect(faultsOf('{"a":{"a":1}}', { depthMax: 1, faultsMax: 5 })).toEqual(['/a depth']);
  });

  it('reports a bounded number of faults', () => {
    const text = `{${'"a":1,'.repeat(1_000)}"a":1}`;
    expect(faultsOf(text)).toHaveLength(20);
  });

  it('says where the text goes wrong, and repeats none of it', () => {
    expect(messageOf('{"a":}')).toContain('at position 5');
    expect(messageOf('[1, nope]')).toContain('at position 5');
    expect(messageOf('{"a" 1}')).toContain('at position 5');
    expect(messageOf('{"a":1}x')).toContain('at position 7');
    expect(messageOf('{"a":1')).toContain('position 6');
    expect(messageOf('[1,')).toContain('at its end');
    expect(messageOf(' ')).toBe('The body is empty.');
    expect(messageOf('\ufeff{}')).toContain('at position 0');
  });
});
