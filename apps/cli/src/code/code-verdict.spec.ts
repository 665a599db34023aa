import { CLOCK_LEAD_MAX_MS, CodeCipher, compactLayout, composeId, standardLayout } from '@fleetlink/code';
import { NameScheme } from '@fleetlink/link';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { codeVerdict } from './code-verdict.js';

const key = new Uint8Array(16).fill(7);
const firstBootMs = Date.UTC(2026, 5, 1);
const nowMs = Date.UTC(2026, 10, 22, 12);

describe.each([standardLayout, compactLayout])('a code of the layout $name', (layout) => {
  const cipher = new CodeCipher({ layout, key });
  const rules = { cipher, nowMs, firstBootMs };
  const scheme = new NameScheme({ layout, key, firstBootMs });
  // The margins lie where nobody would find them by chance.
  const near = (timeMs: number) =>
    fc.integer({ min: timeMs - 2 * layout.tickMs, max: timeMs + 2 * layout.tickMs });
  const parts = fc.record({
    timeMs: fc.oneof(
      fc.integer({ min: layout.epochMs, max: Date.UTC(2028, 0) }),
      near(firstBootMs - CLOCK_LEAD_MAX_MS),
      near(nowMs + CLOCK_LEAD_MAX_MS),
    ),
    worker: fc.nat(2 ** layout.workerBits - 1),
    sequence: fc.nat(2 ** layout.sequenceBits - 1),
  });

  it('is one exactly where the services would look it up as one', () => {
    const length = cipher.encode(0n).length;
    const texts = fc.oneof(
      parts.map((some) => cipher.encode(composeId(layout, some))),
      fc.string({ unit: fc.constantFrom(...'09AZaz-_'), minLength: length - 1, maxLength: length + 1 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const verdict = codeVerdict(text, rules);
        expect(verdict.possible ? verdict.id : undefined).toBe(scheme.idOf(text, nowMs)?.toString());
      }),
    );
  });

  it('tells the parts that its id was made of', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const verdict = codeVerdict(cipher.encode(composeId(layout, some)), {
          cipher,
          nowMs: Date.UTC(2029, 0),
          firstBootMs: layout.epochMs,
        });
        const timeMs = some.timeMs - (some.timeMs % layout.tickMs);
        expect(verdict).toMatchObject({
          possible: true,
          time: new Date(timeMs).toISOString(),
          worker: some.worker,
          sequence: some.sequence,
          leaf: `link_${new Date(timeMs).toISOString().slice(0, 7).replace('-', '_')}`,
        });
      }),
    );
  });
});

const cipher = new CodeCipher({ layout: standardLayout, key });
const codeAt = (timeMs: number) =>
  cipher.encode(composeId(standardLayout, { timeMs, worker: 3, sequence: 9 }));

test.each([
  ['short', 'it has 5 characters; codes of the layout standard have 10 or 11'],
  ['spring_fair', 'it contains "_", which codes do not'],
  [codeAt(Date.UTC(2026, 2, 1)), 'before the first boot of this fleet (2026-06-01T00:00:00.000Z)'],
  [codeAt(Date.UTC(2027, 0, 1)), 'its id would be of 2027-01-01T00:00:00.000Z, which is still to come'],
  ['zzzzzzzzzzz', 'it spells no id of the layout standard'],
])('%s can be no code, because %s', (text, reason) => {
  const verdict = codeVerdict(text, { cipher, nowMs, firstBootMs });
  expect(verdict).toMatchObject({ possible: false, reason: expect.stringContaining(reason) });
});
