import { describe, expect, it } from '@jest/globals';
import { compactLayout, standardLayout } from '../id/id-layout.js';
import { composeId } from '../id/snowflake-id.js';
import { CodeCipher } from './code-cipher.js';
import { CLOCK_LEAD_MAX_MS, plausibleId } from './plausible-id.js';

const key = new Uint8Array(16).fill(1);
const firstBootMs = Date.UTC(2026, 5, 1) + 300;
const nowMs = Date.UTC(2026, 10, 22);

describe.each([standardLayout, compactLayout])('a plausible id in the layout $name', (layout) => {
  const cipher = new CodeCipher({ layout, key });
  const codeAt = (timeMs: number) => cipher.encode(composeId(layout, { timeMs, worker: 3, sequence: 9 }));
  const read = (timeMs: number) => plausibleId(cipher, codeAt(timeMs), { nowMs, firstBootMs });

  it('was minted between the first boot and 5 minutes from now', () => {
    expect(CLOCK_LEAD_MAX_MS).toBe(300_000);
    for (const timeMs of [firstBootMs, nowMs, nowMs + CLOCK_LEAD_MAX_MS]) {
      expect(read(timeMs)).toBe(composeId(layout, { timeMs, worker: 3, sequence: 9 }));
    }
  });

  it('is none earlier or later', () => {
    expect(read(firstBootMs - layout.tickMs)).toBeUndefined();
    expect(read(nowMs + CLOCK_LEAD_MAX_MS + layout.tickMs)).toBeUndefined();
    expect(read(layout.epochMs)).toBeUndefined();
  });

  it('is none of a text that is no code', () => {
    for (const text of ['', 'my-alias', 'toolongforacode']) {
      expect(plausibleId(cipher, text, { nowMs, firstBootMs })).toBeUndefined();
    }
  });
});
