import { describe, expect, it } from '@jest/globals';
import clusterKeySlot from 'cluster-key-slot';
import fc from 'fast-check';
import { clickKeys, clickStreams, linkKeys } from './fleet-keys.js';
import { defineKeys, keyOf, type KeyClassDefinition } from './key-class.js';

const define = (definition: Partial<KeyClassDefinition>) =>
  defineKeys({ thing: { cluster: 'cache', type: 'string', pattern: 'thing', purpose: 'x', ...definition } });
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('keyOf', () => {
  it('puts the prefix before and the parts in their places', () => {
    expect(keyOf(linkKeys.link, 'fleetlink', { name: 'spring' })).toBe('fleetlink:link:{spring}');
    expect(clickStreams.map((stream) => keyOf(clickKeys.clicks, 'f', { stream })).at(-1)).toBe(
      'f:clicks:{15}',
    );
  });

  it('leaves a link in the slot of its name, whatever the prefix', () => {
    const prefix = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
    fc.assert(
      fc.property(prefix, name, (before, text) => {
        expect(clusterKeySlot(keyOf(linkKeys.link, before, { name: text }))).toBe(clusterKeySlot(text));
      }),
    );
  });

  it('gives two names two keys', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const same = keyOf(linkKeys.link, 'f', { name: one }) === keyOf(linkKeys.link, 'f', { name: other });
        expect(same).toBe(one === other);
      }),
    );
  });

  it.each(['', '{', 'a}b', '{a}'])('refuses the part %j, which would move the hash tag', (part) => {
    expect(() => keyOf(linkKeys.link, 'f', { name: part })).toThrow('Not a name of a link key');
  });

  it('refuses a part that is missing', () => {
    expect(() => keyOf(linkKeys.link, 'f', {} as never)).toThrow('Not a name');
  });
});

describe('defineKeys', () => {
  it.each(['a', 'a:b', 'a:{<b>}', 'a:{b}:<c>', '{<a>:<b>}', 'a:<b>:<c>'])(
    'takes the pattern %s',
    (pattern) => {
      expect(define({ pattern }).thing).toMatchObject({ name: 'thing', pattern });
    },
  );

  it.each(['', '{}', '{a}{b}', '{', 'a}', '{{a}}', '<>', '<a', 'a b', 'A', '{<a>'])(
    'refuses the pattern %j',
    (pattern) => {
      expect(() => define({ pattern })).toThrow('Not a key pattern');
    },
  );

  it.each([
    { keptSeconds: 0, isJittered: false },
    { keptSeconds: 10, freshSeconds: 11, isJittered: false },
    { keptSeconds: 10, freshSeconds: 0, isJittered: true },
    { keptSeconds: Number.NaN, isJittered: true },
  ])('refuses the times %j', (ttl) => {
    expect(() => define({ ttl })).toThrow('must be fresh');
  });

  it('cannot be changed afterwards', () => {
    const keys = define({});
    expect([Object.isFrozen(keys), Object.isFrozen(keys.thing)]).toEqual([true, true]);
  });
});
