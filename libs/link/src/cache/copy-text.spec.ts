import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redirectStatuses } from '../link.entity.js';
import { linkTarget } from '../testing/link-cache.contract.js';
import { copyText, overtakenText, parseCopy } from './copy-text.js';
import type { CachedTarget } from './link-cache.js';

const NOW_MS = Date.UTC(2026, 5, 1);
const copy: CachedTarget = { target: linkTarget(), freshUntilMs: NOW_MS + 300_000, isHot: false };
const text = copyText(copy);
const parse = (value: string) => parseCopy(value, 'name', NOW_MS);
/** Any fields under a checksum that fits. */
const sealed = (fields: unknown, version = 1, schema = 1) => {
  const body = JSON.stringify(fields);
  return `F${schema}:${version}:${crc32(`${version}:${body}`).toString(16).padStart(8, '0')}:${body}`;
};
const fields = ['name', '1', 't', 'https://example.com/', 302, 'active', null, NOW_MS, false];

const copies: fc.Arbitrary<CachedTarget> = fc.record({
  target: fc.record({
    id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    name: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    tenantId: fc.string(),
    url: fc.webUrl({ withFragments: true, withQueryParameters: true }),
    redirectStatus: fc.constantFrom(...redirectStatuses),
    state: fc.constantFrom('active' as const, 'disabled' as const, 'blocked' as const, 'deleted' as const),
    expiresAtMs: fc.option(fc.integer({ min: 0, max: 4e12 })),
    version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  }),
  freshUntilMs: fc.integer({ min: 0, max: NOW_MS + 300_000 }),
  isHot: fc.boolean(),
});

describe('copyText', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(copies, (some) => {
        expect(parseCopy(copyText(some), some.target.name, NOW_MS)).toEqual(some);
      }),
    );
  });

  it('is a miss once any one of its bytes is another', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(text, 'latin1');
        bytes[at]! ^= change;
        expect(parse(bytes.toString('latin1'))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('is a miss when cut short or followed by more', () => {
    for (let length = 0; length < text.length; length += 1)
      expect(parse(text.slice(0, length))).toBeUndefined();
    expect(parse(`${text} `)).toBeUndefined();
  });
});

describe('parseCopy', () => {
  it('takes sealed fields', () => {
    expect(parse(sealed(fields))).toMatchObject({ target: { id: '1', version: 1 } });
  });

  it.each([
    ['of another name', sealed(fields.with(0, 'other'))],
    ['of another schema', sealed(fields, 1, 2)],
    ['of version 0', sealed(fields, 0)],
    ['with too few fields', sealed(fields.slice(0, -1))],
    ['with too many fields', sealed([...fields, 1])],
    ['with an unknown state', sealed(fields.with(5, 'paused'))],
    ['with an unknown status', sealed(fields.with(4, 200))],
    ['that is fresh for longer than any copy', sealed(fields.with(7, NOW_MS + 361_000))],
    ['that is no tuple', sealed({ name: 'name' })],
    ['that was overtaken', overtakenText(1)],
    ['of somebody else', '{"url":"https://evil.example/"}'],
    ['that is empty', ''],
  ])('misses a copy %s', (_what, value) => {
    expect(parse(value)).toBeUndefined();
  });
});
